import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { transformsFile } from '../transforms.ts';

/** Path of a capture's file list, and the remedy if it cannot be read. */
export interface CaptureList {
  file: string;
  remedy: string;
}

/** Typical names in folders of other programs, which have no list in nerfstudio's layout. */
const others: readonly { names: readonly string[]; remedy: string }[] = [
  {
    names: ['keyframes'],
    remedy:
      'This looks like a raw export of Polycam: convert it (ns-process-data polycam --use-depth), and import what that writes.',
  },
  {
    names: ['rgbd', 'EXR_RGBD'],
    remedy:
      'This looks like an export of Record3D: convert it to a transforms.json with 16-bit depth PNGs (ns-process-data record3d).',
  },
  {
    names: ['sparse', 'colmap', 'cameras.bin', 'cameras.txt'],
    remedy:
      'This looks like a reconstruction of COLMAP: convert it (ns-process-data images --skip-colmap), and add depth.',
  },
];

/**
 * The file list of a capture: `path` itself if it ends with .json, else the folder's transforms.json, or
 * transforms_train.json as in Blender's data sets.
 */
export async function captureList(path: string): Promise<CaptureList> {
  const remedy = `Name a folder with a ${transformsFile} in nerfstudio's layout, or an image with --depth.`;
  if (isCaptureList(path)) return { file: path, remedy };
  const names: readonly string[] = await readdir(path).catch(() => []);
  const list = [transformsFile, 'transforms_train.json'].find((name) => names.includes(name));
  const other = others.find((other) => other.names.some((name) => names.includes(name)));
  return { file: join(path, list ?? transformsFile), remedy: other?.remedy ?? remedy };
}

/** Whether a path names a capture's file list rather than its folder. */
export function isCaptureList(path: string): boolean {
  return extname(path).toLowerCase() === '.json';
}
