import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { readJsonFile } from '../pack/json-file.ts';
import { PackError } from '../pack/pack-error.ts';
import {
  type LensFields,
  type TransformMatrix,
  type TransformsFile,
  transformsFile,
  transformsSchema,
} from './transforms.ts';

/** The lens of a frame; pixels, with the centre of the first pixel at (0.5, 0.5). */
export interface Lens {
  width: number;
  height: number;
  focalX: number;
  focalY: number;
  centreX: number;
  centreY: number;
  /** OpenCV's coefficients k1, k2, k3 (radial) and p1, p2 (tangential). */
  distortion: readonly [number, number, number, number, number];
}

/** One posed RGB-D picture of a capture. */
export interface CaptureFrame {
  image: string;
  depth: string;
  /** Greyscale, 0 = not to be used. */
  mask?: string;
  /** Greyscale, over 0 = sky. */
  sky?: string;
  lens: Lens;
  /** In the axes of transforms.ts, in the capture's own units. */
  matrix: TransformMatrix;
}

/** Posed RGB-D pictures on disk. */
export interface Capture {
  frames: CaptureFrame[];
  /** The capture's units in one step of a depth picture, where its file says so. */
  depthUnit?: number;
  /** What makes a world of them, when they were written by this engine. */
  world?: TransformsFile['worldroom'];
}

/** How far columns of a rotation may be from unit length and right angles. */
const rigidity = 0.01;

/**
 * Reads the transforms.json of `folder`, checks it, and looks for every file that it names.
 * @throws PackError that names the file, the field and the remedy.
 */
export async function readCapture(folder: string): Promise<Capture> {
  const file = join(folder, transformsFile);
  const content = await readTransforms(file);
  const frames: CaptureFrame[] = [];
  for (const [i, frame] of content.frames.entries()) {
    const field = `frames.${i}`;
    checkRigid(file, `${field}.transform_matrix`, frame.transform_matrix);
    const find = (name: string, key: string) => findFile(file, `${field}.${key}`, name);
    frames.push({
      image: await find(frame.file_path, 'file_path'),
      depth: await find(frame.depth_file_path, 'depth_file_path'),
      mask: frame.mask_path && (await find(frame.mask_path, 'mask_path')),
      sky: frame.sky_mask_path && (await find(frame.sky_mask_path, 'sky_mask_path')),
      lens: lensOf(file, field, content, frame),
      matrix: frame.transform_matrix,
    });
  }
  return { frames, depthUnit: content.depth_unit_scale_factor, world: content.worldroom };
}

async function readTransforms(file: string): Promise<TransformsFile> {
  const content = await readJsonFile(file, {
    unreadable: `Name a folder with a ${transformsFile} in nerfstudio's layout, or an image with --depth.`,
    broken: 'Export the capture again, or mend the file.',
  });
  const parsed = transformsSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw fieldError(file, content, parsed.error);
}

function fieldError(file: string, content: unknown, error: z.ZodError): PackError {
  const [{ path, message }] = error.issues;
  const found = path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    content,
  );
  const field = path.join('.');
  const missing = found === undefined;
  const problem = missing ? 'is missing' : `${message}, but is ${JSON.stringify(found).slice(0, 80)}`;
  const remedy =
    missing && path.at(-1) === 'depth_file_path'
      ? 'A world needs depth: give every frame a 16-bit depth PNG, measured or estimated.'
      : "Correct the field; docs/packs.md says what is read of nerfstudio's layout.";
  return new PackError({ file, field, problem, remedy, cause: error });
}

/** The path of a file that a field names, which must lie in the capture's folder. */
async function findFile(file: string, field: string, name: string): Promise<string> {
  const folder = dirname(file);
  const found = resolve(folder, name);
  const inside = relative(folder, found);
  if (isAbsolute(name) || inside.startsWith('..')) {
    const problem = `names ${name}, which lies outside of the folder`;
    throw new PackError({ file, field, problem, remedy: `Put the file into ${folder}.` });
  }
  const isFile = await stat(found).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) return found;
  const problem = `names ${name}, which is not there`;
  throw new PackError({ file, field, problem, remedy: 'Add the file, or take the frame out of the list.' });
}

function lensOf(file: string, field: string, all: LensFields, own: LensFields): Lens {
  const value = (key: Exclude<keyof LensFields, 'camera_model'>): number | undefined => own[key] ?? all[key];
  const required = (key: 'fl_x' | 'w' | 'h') => {
    const given = value(key);
    if (given !== undefined) return given;
    const problem = 'is missing, here and at the top of the file';
    const remedy = 'Give fl_x, w and h (and fl_y, cx, cy) in pixels, once for all frames or in each.';
    throw new PackError({ file, field: `${field}.${key}`, problem, remedy });
  };
  const [width, height, focalX] = [required('w'), required('h'), required('fl_x')];
  return {
    width,
    height,
    focalX,
    focalY: value('fl_y') ?? focalX,
    centreX: value('cx') ?? width / 2,
    centreY: value('cy') ?? height / 2,
    distortion: [value('k1') ?? 0, value('k2') ?? 0, value('k3') ?? 0, value('p1') ?? 0, value('p2') ?? 0],
  };
}

function checkRigid(file: string, field: string, matrix: TransformMatrix): void {
  const fail = (problem: string, remedy: string) => {
    throw new PackError({ file, field, problem, remedy });
  };
  if (matrix[3].some((value, i) => value !== (i === 3 ? 1 : 0))) {
    fail(`ends with the row ${matrix[3].join(' ')}`, 'The last row must be 0 0 0 1.');
  }
  const column = (i: number) => [matrix[0][i], matrix[1][i], matrix[2][i]];
  const dot = (i: number, j: number) => column(i).reduce((sum, value, k) => sum + value * column(j)[k], 0);
  const lengths = [0, 1, 2].map((i) => Math.sqrt(dot(i, i)));
  if (lengths.some((length) => Math.abs(length - 1) > rigidity)) {
    const found = lengths.map((length) => length.toFixed(3)).join(', ');
    fail(
      `is no rotation: its columns have the lengths ${found}`,
      'Take scale out of the matrices and give it with --scale.',
    );
  }
  if ([dot(0, 1), dot(0, 2), dot(1, 2)].some((product) => Math.abs(product) > rigidity)) {
    fail('is no rotation: its columns are not at right angles', 'Take shear out of the matrix.');
  }
  const [[a, b, c], [d, e, f], [g, h, i]] = matrix;
  if (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0) {
    fail('mirrors the world', 'Write camera-to-world matrices in the convention of OpenGL: x right, y up.');
  }
}
