import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writeContactSheet } from '../measures/contact-sheet.ts';
import type { SquarePlan } from './map-figures.ts';
import { mapPicture } from './map-picture.ts';

/** White pixels between plans. */
const border = 6;

/** Writes plans as a picture: a row of plans for each of `rows`. */
export async function writeMapSheet(file: string, rows: readonly (readonly SquarePlan[])[]): Promise<void> {
  const pictures = rows.map((row) => row.map(mapPicture).map(framed));
  const [[{ side }]] = pictures;
  mkdirSync(path.dirname(file), { recursive: true });
  const planes = pictures.map((row) => row.map(({ rgb }) => rgb));
  await writeContactSheet(file, planes, { width: side, height: side });
}

function framed({ rgb, side }: { rgb: Uint8Array; side: number }): { rgb: Uint8Array; side: number } {
  const wide = side + border;
  const out = new Uint8Array(3 * wide * wide).fill(255);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < side; y++) {
      const row = rgb.subarray((channel * side + y) * side, (channel * side + y + 1) * side);
      out.set(row, (channel * wide + y) * wide);
    }
  }
  return { rgb: out, side: wide };
}
