import type { GeneratedView } from '../contracts/view.ts';

type Pictures = Pick<GeneratedView, 'rgb' | 'shown' | 'fine' | 'fineShown' | 'fineWarp'>;

/**
 * Collects shared buffers of views that a thread no longer uses. V8 does not count shared buffers when it decides whether
 * to collect, since other threads may hold them, too: a thread that makes little garbage beside would keep those of
 * hundreds of views. They are young, so a collection of the young generation finds them, in about a millisecond. Nothing is
 * collected early where Node was not started with `--expose-gc`.
 */
export class SharedMemoryCollection {
  readonly #mostBytes: number;
  readonly #collect: () => void;
  #bytes = 0;

  /**
   * @param mostBytes Of views that are used before there is a collection.
   * @param collect Collects the young generation.
   */
  constructor(mostBytes: number, collect = collectYoung) {
    this.#mostBytes = mostBytes;
    this.#collect = collect;
  }

  /** The thread made or got these views. A collection comes in a later turn of its loop. */
  used(views: readonly Pictures[]): void {
    this.#bytes += bytesOf(views);
    if (this.#bytes < this.#mostBytes) return;
    this.#bytes = 0;
    setImmediate(this.#collect);
  }
}

/** Bytes of the buffers that views have with other threads. All planes in a view's size lie in that of its colours. */
function bytesOf(views: readonly Pictures[]): number {
  const pictures = views.flatMap(({ rgb, shown, fine, fineShown, fineWarp }) => [
    ...[rgb, shown, fine?.rgb, fineShown?.rgb, fineWarp?.rgb],
  ]);
  const buffers = new Set(pictures.flatMap((picture) => picture?.buffer ?? []));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function collectYoung(): void {
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
}
