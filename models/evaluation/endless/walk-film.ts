import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { writeFilm } from './film.ts';
import { filmedWalk } from './filmed-walk.ts';

export interface WalkFilmOptions {
  /** Number of a held-out town. */
  town: number;
  /** Degrees to the right of the first look. */
  heading: number;
  seconds: number;
  folder: string;
}

/** Films a walk away from the only picture of a town, as people are shown it. Returns the file. */
export async function writeWalkFilm(
  pack: Pack,
  generator: Generator,
  { town, heading, seconds, folder }: WalkFilmOptions,
): Promise<string> {
  const { name, view } = pack.manifest;
  const size = view.sizes?.[0] ?? view;
  const walk = { town, roomSeed: town, turn: (heading * Math.PI) / 180, size };
  const pictures = filmedWalk(pack, generator, { ...walk, seconds });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}-walk.webm`);
  await writeFilm(file, pictures, size, view.rate);
  return file;
}
