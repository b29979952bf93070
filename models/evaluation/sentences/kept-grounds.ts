import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../../server/pack/whole-file.ts';
import type { SquarePlan } from '../map/map-figures.ts';

const groundSchema = z.object({ size: z.int().min(1), kinds: z.base64(), materials: z.base64() });

/**
 * Grounds of rooms on disk, by everything that they are made from: a measurement that was ended early goes on where it was,
 * and the same one is not made twice.
 */
export class KeptGrounds {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What was kept for these sources, which must be everything that counts; else it is made, and kept. */
  async get(sources: object, make: () => Promise<SquarePlan>): Promise<SquarePlan> {
    const name = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 32);
    const file = path.join(this.#folder, `${name}.json`);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const { size, kinds, materials } = groundSchema.parse(JSON.parse(text));
      return { size, kinds: bytesOf(kinds), materials: bytesOf(materials) };
    }
    const { size, kinds, materials } = await make();
    await mkdir(this.#folder, { recursive: true });
    await writeWholeFile(file, JSON.stringify({ size, kinds: textOf(kinds), materials: textOf(materials) }));
    return { size, kinds, materials };
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
