import { dirname } from 'node:path';
import type { z } from 'zod';
import { readJsonFile } from '../pack/json-file.ts';
import { PackError } from '../pack/pack-error.ts';
import { storedPicture } from './capture-pictures.ts';
import type { CaptureFrame } from './frames/capture-frame.ts';
import { type CaptureList, captureList } from './frames/capture-list.ts';
import { FrameFiles } from './frames/frame-files.ts';
import { checkPose } from './frames/frame-pose.ts';
import { lensOf, lensSize } from './frames/lens.ts';
import { mirrors, turnLens, turnMatrix, uprightSize } from './frames/orientation.ts';
import type { Size } from './frames/size.ts';
import { lensSide, poseSide, type StoredFrame } from './frames/upright-frame.ts';
import { commonNames, type FrameFields, type TransformsFile, transformsSchema } from './transforms.ts';

/** Posed RGB-D pictures on disk. */
export interface Capture {
  frames: CaptureFrame[];
  /** Units of the capture in one step of depth, if its file has the field. */
  depthUnit?: number;
  /** The rest of a world seed, if this engine wrote the capture. */
  world?: TransformsFile['worldroom'];
  /** Sentences for people: which frames were left out, and why. */
  warnings: string[];
}

/** A frame whose files exist. */
interface ListedFrame {
  /** Name of its field for messages, such as `frames.3`. */
  field: string;
  fields: FrameFields;
  files: Pick<CaptureFrame, 'image' | 'depth' | 'mask' | 'sky'>;
}

/**
 * Reads and checks a capture, and finds all files that it names.
 *
 * Frames with missing files are left out as long as most are complete. Pictures with an EXIF orientation
 * become upright, with their intrinsics and poses.
 *
 * @param path A folder with a transforms.json, or the list itself.
 * @throws PackError that names the file, the field and the remedy
 */
export async function readCapture(path: string): Promise<Capture> {
  const list = await captureList(path);
  const { file } = list;
  const content = await readTransforms(list);
  const { listed, warnings } = await listFrames(file, content.frames);
  const stored = await Promise.all(
    listed.map(async ({ files, fields }): Promise<StoredFrame> => {
      const picture = await storedPicture(files.image);
      const matrix = fields.transform_matrix;
      return { path: files.image, ...picture, lensSize: lensSize(content, fields), matrix };
    }),
  );
  const sides = stored.map(lensSide);
  const poses = poseSide(stored.filter((_, i) => sides[i] !== 'upright'));
  const frames = listed.map(({ field, fields, files }, i): CaptureFrame => {
    const { orientation, size, matrix } = stored[i];
    const hasStoredPose = poses === 'stored' && sides[i] !== 'upright' && !mirrors(orientation);
    const side = sides[i] ?? (hasStoredPose ? 'stored' : 'upright');
    const lens = (of: Size) => lensOf({ file, field }, content, fields, of);
    return {
      ...files,
      drawn: fields.drawn === true,
      orientation,
      lens: side === 'upright' ? lens(uprightSize(size, orientation)) : turnLens(lens(size), orientation),
      matrix: hasStoredPose ? turnMatrix(matrix, orientation) : matrix,
    };
  });
  const depthUnit = content.depth_unit_scale_factor ?? content.integer_depth_scale;
  return { frames, depthUnit, world: content.worldroom, warnings };
}

/**
 * The usable frames, each picture once.
 *
 * @throws PackError if they are not the majority
 */
async function listFrames(
  file: string,
  frames: readonly FrameFields[],
): Promise<{ listed: ListedFrame[]; warnings: string[] }> {
  const search = new FrameFiles(dirname(file));
  const listed: ListedFrame[] = [];
  const seen = new Map<string, ListedFrame>();
  const missing: PackError[] = [];
  let copies = 0;
  for (const [i, fields] of frames.entries()) {
    const field = `frames.${i}`;
    checkPose(file, `${field}.transform_matrix`, fields.transform_matrix);
    const files = await findFiles(search, file, field, fields);
    if (files instanceof PackError) {
      missing.push(files);
      continue;
    }
    const earlier = seen.get(files.image);
    if (earlier === undefined) {
      const frame = { field, fields, files };
      seen.set(files.image, frame);
      listed.push(frame);
    } else if (samePose(earlier.fields, fields)) copies++;
    else {
      const problem = `names the picture of ${earlier.field} with another pose`;
      const remedy = 'A picture has one pose: take one of both frames out of the list.';
      throw new PackError({ file, field: `${field}.file_path`, problem, remedy });
    }
  }
  const [first] = missing;
  if (first !== undefined && listed.length <= missing.length) throw first;
  const warnings: string[] = [];
  if (first !== undefined) {
    const { field, problem } = first;
    warnings.push(
      `${missing.length} of ${frames.length} frames were left out, because files are missing: ${field} ${problem}.`,
    );
  }
  if (copies > 0) warnings.push(`${copies} of ${frames.length} frames were left out: they are listed twice.`);
  return { listed, warnings };
}

function samePose(one: FrameFields, other: FrameFields): boolean {
  return one.transform_matrix.flat().every((value, i) => value === other.transform_matrix.flat()[i]);
}

/** The files of a frame, or the error about the first missing one. */
async function findFiles(
  search: FrameFiles,
  file: string,
  field: string,
  frame: FrameFields,
): Promise<ListedFrame['files'] | PackError> {
  const fault = (key: string, problem: string, remedy: string) =>
    new PackError({ file, field: `${field}.${key}`, problem, remedy });
  if (frame.depth_file_path === undefined) {
    const remedy = 'A world needs depth: give every frame a 16-bit depth PNG, measured or estimated.';
    return fault('depth_file_path', 'is missing', remedy);
  }
  const paths = new Map<string, string>();
  for (const key of ['file_path', 'depth_file_path', 'mask_path', 'sky_mask_path'] as const) {
    const name = frame[key];
    if (name === undefined) continue;
    const found = await search.find(name);
    if ('problem' in found) return fault(key, found.problem, found.remedy);
    paths.set(key, found.path);
  }
  const image = paths.get('file_path') ?? '';
  const depth = paths.get('depth_file_path') ?? '';
  if (image === depth) {
    return fault(
      'depth_file_path',
      `names ${frame.depth_file_path}, the frame's own picture`,
      'Name its depth.',
    );
  }
  return { image, depth, mask: paths.get('mask_path'), sky: paths.get('sky_mask_path') };
}

async function readTransforms({ file, remedy }: CaptureList): Promise<TransformsFile> {
  const content = commonNames(
    await readJsonFile(file, {
      unreadable: remedy,
      broken: 'Export the capture again, or mend the file.',
    }),
  );
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
  const problem =
    found === undefined ? 'is missing' : `${message}, but is ${JSON.stringify(found).slice(0, 80)}`;
  const remedy = "Correct the field; docs/packs.md says what is read of nerfstudio's layout.";
  return new PackError({ file, field, problem, remedy, cause: error });
}
