import type { GroundKind } from '../../shared/geometry/ground-map.ts';

/** Cells along each side of a chunk. */
export const chunkCells = 64;
/** Share of a cell's wall (1.7 m high) that must be seen, summed over keyframes; as sums hold it, in 32 bits. */
export const wallSeen = Math.fround(0.03);
/** Share of a cell's ground that must be seen. */
export const groundSeen = 0.15;
/** Where both are seen, the wall needs this many times the evidence of the ground. */
export const wallOverGround = 1.5;

/** Origin of an observation: a captured picture of the world seed, or one drawn by a model. */
export type Source = 'seed' | 'drawn';

/** [chunkCells x chunkCells]: sums of the seen shares of a cell's wall and ground. */
interface Sums {
  wall: Float32Array;
  ground: Float32Array;
}

/** A square of chunkCells x chunkCells cells. */
export interface Chunk {
  /** Token of the grid that may change the chunk. Any other grid changes a copy. */
  readonly owner: object;
  /** Undefined where nothing was seen for long: `kind` says what was known. Without a seed's pictures, `seed` is {@link noSums}. */
  readonly sums: Record<Source, Sums> | undefined;
  /** [chunkCells x chunkCells]: indices into `kinds`. */
  readonly kind: Uint8Array;
  /** Grows with every change of `kind`. */
  edition: number;
  /** Whether a world seed shows anything of it. */
  isSeeded: boolean;
}

/** A chunk in a form that can be sent between threads, with its key in the grid. */
export interface HeightChunk extends Pick<Chunk, 'kind' | 'edition'> {
  readonly key: number;
  readonly sums: Record<Source, Sums>;
}

export const kinds = ['unknown', 'floor', 'solid'] as const satisfies GroundKind[];
/** Indices into `kinds`. */
export const unknown = 0;
export const floor = 1;
export const solid = 2;

/** Sums of what nothing was seen of. One for all chunks without a seed's pictures, so it must not be changed. */
export const noSums: Readonly<Sums> = emptySums();

export function emptySums(): Sums {
  const empty = () => new Float32Array(chunkCells * chunkCells);
  return { wall: empty(), ground: empty() };
}

export function unknownChunk(owner: object): Chunk {
  const kind = new Uint8Array(chunkCells * chunkCells);
  return { owner, sums: undefined, kind, edition: 0, isSeeded: false };
}

export type SummedChunk = Chunk & { readonly sums: Record<Source, Sums> };

export function isSummed(chunk: Chunk): chunk is SummedChunk {
  return chunk.sums !== undefined;
}

export function copyOf({ sums, kind, edition, isSeeded }: Chunk, owner: object): SummedChunk {
  const copy = ({ wall, ground }: Sums): Sums => ({ wall: wall.slice(), ground: ground.slice() });
  const { seed, drawn } = sums ?? leastSums(kind);
  const copied = { seed: isSeeded ? copy(seed) : noSums, drawn: sums ? copy(drawn) : drawn };
  return { owner, sums: copied, kind: kind.slice(), edition, isSeeded };
}

/** The least drawn evidence that gives cells these kinds. */
export function leastSums(kind: Uint8Array): Record<Source, Sums> {
  const drawn = emptySums();
  for (const [i, one] of kind.entries()) {
    if (one === solid) drawn.wall[i] = wallSeen;
    if (one === floor) drawn.ground[i] = groundSeen;
  }
  return { seed: noSums, drawn };
}

/** The kind of a cell as an index into `kinds`: from the seed if it shows the cell, else from all evidence. */
export function kindOf({ seed, drawn }: Record<Source, Sums>, index: number): number {
  const wall = seed.wall[index];
  const ground = seed.ground[index];
  const known = verdict(wall, ground);
  if (known !== unknown) return known;
  return verdict(wall + drawn.wall[index], ground + drawn.ground[index]);
}

/**
 * Whether a cell would be of the same kind with half of its wall, half of its ground, or half of both seen. Also where
 * nothing was seen for long, because what is left are the kinds.
 */
export function isFirm({ sums, kind }: Pick<Chunk, 'sums' | 'kind'>, index: number): boolean {
  if (sums === undefined) return true;
  const { seed, drawn } = sums;
  if (verdict(seed.wall[index], seed.ground[index]) !== unknown) return true;
  const wall = seed.wall[index] + drawn.wall[index];
  const ground = seed.ground[index] + drawn.ground[index];
  const halves = [verdict(wall / 2, ground), verdict(wall, ground / 2), verdict(wall / 2, ground / 2)];
  return halves.every((half) => half === kind[index]);
}

function verdict(wall: number, ground: number): number {
  if (wall >= wallSeen && wall >= wallOverGround * ground) return solid;
  return ground >= groundSeen ? floor : unknown;
}
