import { renameSync, writeFileSync } from 'node:fs';

/** Moments of one world, each rendered several times from the same camera under other controls. */
export interface LookSet {
  moments: LookMoment[];
}

export interface LookMoment {
  /** relightCameraFeatures numbers (shared/geometry/relight-camera.ts). */
  camera: number[];
  /** uint16 [H, W] and uint8 [H, W], common to all renders. */
  inverseDepth: Uint16Array;
  entity: Uint8Array;
  /** The same number for every moment of a set; `look` is an index into lookNames. */
  renders: { rgb: Uint8Array; timeOfDay: number; fog: number; look: number }[];
}

/**
 * Writes a set as `<name>.bin`: for P moments of R renders each, rgb uint8 [P,R,3,H,W], inverse depth uint16
 * [P,H,W], entity uint8 [P,H,W]; and the rest as `<name>.json`. The .bin appears only after both are
 * complete.
 */
export function writeLookSet(name: string, { moments }: LookSet): void {
  const controls = moments.map(({ renders }) => renders.map((r) => [r.timeOfDay, r.fog, r.look]));
  const cameras = moments.map(({ camera }) => camera);
  writeFileSync(`${name}.json`, JSON.stringify({ cameras, controls }));
  writeWhole(`${name}.bin`, [
    ...moments.flatMap(({ renders }) => renders.map(({ rgb }) => rgb)),
    ...moments.map(({ inverseDepth }) => inverseDepth),
    ...moments.map(({ entity }) => entity),
  ]);
}

/** Writes a temporary file and renames it, so that readers never find a part of it. */
export function writeWhole(file: string, parts: readonly (Uint8Array | Uint16Array | Float32Array)[]): void {
  const buffers = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  // Several processes may write the same file at once.
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, Buffer.concat(buffers));
  renameSync(partial, file);
}
