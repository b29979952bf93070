import type { Digest } from '../contracts/blob-store.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { MemorySnapshot } from '../memory/memory-content.ts';
import type { MemoryDigests } from './memory-record.ts';

type Stored = Pick<MemorySnapshot, 'keyframes' | 'sky' | 'heights'>;

/**
 * Digests of pictures and grids that are stored already, by the objects that hold them, so that nothing is encoded
 * twice. Keyframes never change; plates and chunks that a snapshot shares are copied before they change.
 */
export class BlobDigests {
  readonly #digests = new WeakMap<object, Digest>();

  keyframe({ rgb }: Pick<Keyframe, 'rgb'>, digest: Digest): void {
    this.#digests.set(rgb, digest);
  }

  /** Remembers the digests that saving this memory gave. */
  learn({ keyframes, sky, heights }: Stored, digests: MemoryDigests): void {
    const learn = (holder: object, digest: Digest | undefined) => {
      if (digest !== undefined) this.#digests.set(holder, digest);
    };
    for (const [i, { rgb }] of keyframes.entries()) learn(rgb, digests.keyframes[i]);
    for (const [i, { rgb }] of sky.entries()) learn(rgb, digests.sky[i]);
    for (const [i, { kind }] of heights.entries()) learn(kind, digests.heights[i]);
  }

  of({ keyframes, sky, heights }: Stored): MemoryDigests {
    return {
      keyframes: keyframes.map(({ rgb }) => this.#digests.get(rgb)),
      sky: sky.map(({ rgb }) => this.#digests.get(rgb)),
      heights: heights.map(({ kind }) => this.#digests.get(kind)),
    };
  }
}
