import { inflateSync } from 'fflate';
import { type DepthMap, depthMapOf, readDepthMap, residualLimit } from '../../shared/depth-map.ts';

/** Maps that wait for their frames: about a second. */
const capacity = 16;
/** Milliseconds without a map after which none is expected. */
const longestPause = 500;

/**
 * The newest depth maps of one view, by the RTP timestamps of their frames. Messages are untrusted and in no order: what is
 * not a map is dropped, and a map is used only for the frame with its timestamp.
 */
export class DepthMaps {
  readonly #maps = new Map<number, DepthMap>();
  #view: string | undefined;
  #newestAt = Number.NEGATIVE_INFINITY;
  /** Totals since the page was opened, for measurements. */
  readonly totals = { maps: 0, bytes: 0, milliseconds: 0 };

  /** The view whose maps come from now on. */
  follow(view: string | undefined): void {
    if (view === this.#view) return;
    this.#view = view;
    this.#maps.clear();
    this.#newestAt = Number.NEGATIVE_INFINITY;
  }

  /** Takes a message of the view `view`. Returns its map, or undefined if it is dropped. */
  take(view: string, message: unknown, now: number): DepthMap | undefined {
    if (view !== this.#view || !(message instanceof ArrayBuffer)) return undefined;
    const start = performance.now();
    const map = read(new Uint8Array(message));
    if (map === undefined) return undefined;
    this.totals.maps++;
    this.totals.bytes += message.byteLength;
    this.totals.milliseconds += performance.now() - start;
    this.#newestAt = now;
    this.#maps.set(map.rtpTimestamp, map);
    for (const oldest of this.#maps.keys()) if (this.#maps.size > capacity) this.#maps.delete(oldest);
    return map;
  }

  /** The map of a frame of this view. */
  of(view: string, rtpTimestamp: number): DepthMap | undefined {
    return view === this.#view ? this.#maps.get(rtpTimestamp) : undefined;
  }

  /** Whether a frame that is displayed at `now` is likely to have a map. Milliseconds, as `now` of {@link take}. */
  flows(now: number): boolean {
    return now - this.#newestAt < longestPause;
  }
}

function read(message: Uint8Array<ArrayBuffer>): DepthMap | undefined {
  const found = readDepthMap(message);
  if (found === undefined) return undefined;
  const residuals = inflate(found.compressed, residualLimit(found.header));
  return residuals && depthMapOf(found.header, residuals);
}

/**
 * Undefined if the bytes are damaged, or become more than `limit`. In this thread: it takes less than a tenth of a millisecond,
 * while a DecompressionStream of the browser answers after tens of milliseconds where its threads are busy.
 */
function inflate(compressed: Uint8Array, limit: number): Uint8Array | undefined {
  try {
    const residuals = inflateSync(compressed, { out: new Uint8Array(limit + 1) });
    return residuals.length <= limit ? residuals : undefined;
  } catch {
    return undefined;
  }
}
