import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Manifest } from '../../shared/pack.ts';
import { PackError } from './pack-error.ts';
import { PackFiles } from './pack-files.ts';
import { phraseBuckets } from './prompt-encoder.ts';
import { roundedTable } from './rounded-table.ts';

/** What a surface is of: open ground, walls, or a tower or mural that tells places apart. */
export const surfaceKinds = ['floor', 'wall', 'landmark'] as const;
export type SurfaceKind = (typeof surfaceKinds)[number];

/** `words.json`, as models/training/worldroom_training/words/export_words.py writes it. */
const towerSchema = z.strictObject({
  format: z.literal(1),
  /** Numbers that n-grams are hashed to; each stands for the row of its remainder by `buckets`. */
  hashes: z
    .int()
    .min(1)
    .max(1 << 20),
  buckets: z.int().min(1).max(65_536),
  /** Numbers of an embedding. */
  width: z.int().min(2).max(1024),
  /** Longest character n-gram. */
  longest: z.int().min(2).max(8),
  /** Logit of a phrase and a part that it fits: scale times their cosine, plus offset. */
  scale: z.number().positive(),
  offset: z.number(),
  /** [buckets, width] */
  embedding: roundedTable,
  surfaces: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(40),
        /** As descriptions say it in English. */
        says: z.string().min(1).max(60),
        kind: z.enum(surfaceKinds),
        phrases: z.array(z.string().min(1).max(80)).min(1).max(64),
      }),
    )
    .min(1)
    .max(256),
});
type Weights = z.output<typeof towerSchema>;

/** Bytes of the file. */
const largest = 16 * 2 ** 20;

/** A material or landmark of the pack with its embedding. */
export interface NamedSurface {
  readonly name: string;
  readonly says: string;
  readonly kind: SurfaceKind;
  /** [width], of length 1: the mean of what it is called. */
  readonly embedding: Float32Array;
}

/** What is asked of a text tower. */
export type Words = Pick<WordTower, 'surfaces' | 'logits' | 'embed'>;

/**
 * The text tower of a pack: places phrases where words.onnx places the parts of views that show what they say (LiT: Zhai
 * et al., 2022). A phrase is a bag of hashed character n-grams (after fastText, Bojanowski et al., 2017).
 */
export class WordTower {
  readonly #weights: Weights;
  readonly surfaces: readonly NamedSurface[];

  constructor(weights: Weights) {
    this.#weights = weights;
    this.surfaces = weights.surfaces.map(({ name, says, kind, phrases }) => ({
      ...{ name, says, kind },
      embedding: meanOf(phrases.map((phrase) => this.embed(phrase))),
    }));
  }

  get width(): number {
    return this.#weights.width;
  }

  /** Scale of cosines, and what is added to a scaled one for the logit that a phrase fits. */
  get logits(): { scale: number; offset: number } {
    const { scale, offset } = this.#weights;
    return { scale, offset };
  }

  /** [width], of length 1. */
  embed(phrase: string): Float32Array {
    const { embedding, hashes, buckets, width, longest } = this.#weights;
    const words = phrase.toLowerCase().replaceAll(/\s+/g, ' ').trim();
    const sum = new Float32Array(width);
    for (const hash of phraseBuckets(words, longest, hashes)) {
      const row = (hash % buckets) * width;
      for (let i = 0; i < width; i++) sum[i] += embedding[row + i];
    }
    return levelled(sum);
  }
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0].length);
  for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i] += value;
  return levelled(sum);
}

function levelled(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Towers that were read already, by the manifest that they belong to. */
const towers = new WeakMap<Manifest, Promise<WordTower | undefined>>();

/** The same as {@link readWordTower}, read once for all who ask with this very manifest. */
export function wordTowerOf(pack: {
  readonly folder: string;
  readonly manifest: Manifest;
}): Promise<WordTower | undefined> {
  const known = towers.get(pack.manifest);
  if (known !== undefined) return known;
  const tower = readWordTower(pack.folder, pack.manifest);
  towers.set(pack.manifest, tower);
  tower.catch(() => towers.delete(pack.manifest));
  return tower;
}

/**
 * The text tower that a pack brings; undefined when it brings none.
 * @throws PackError when the file is not what the manifest says
 */
export async function readWordTower(folder: string, { words }: Manifest): Promise<WordTower | undefined> {
  if (words === undefined) return undefined;
  const file = join(folder, words.file);
  const remedy = 'Export the pack again.';
  const bytes = await new PackFiles(folder).read(words.file, largest, { remedy });
  if (createHash('sha256').update(bytes).digest('hex') !== words.sha256) {
    throw new PackError({ file, problem: 'is another file than words.sha256 says', remedy });
  }
  const parsed = towerSchema.safeParse(jsonOf(bytes, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PackError({ file, field: issue.path.join('.'), problem: issue.message, remedy });
  }
  const { embedding, buckets, width } = parsed.data;
  if (embedding.length !== buckets * width) {
    throw new PackError({ file, field: 'embedding', problem: 'has another size than the file says', remedy });
  }
  return new WordTower(parsed.data);
}

function jsonOf(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new PackError({ file, problem: 'is not JSON', remedy: 'Export the pack again.', cause });
  }
}
