import { inflateSync } from 'fflate';

/** Maps that wait for their frames: about a second. */
const capacity = 16;
/** Milliseconds without a map after which none is expected. */
const longestPause = 500;

/** A map of one frame. */
interface FrameMap {
  readonly rtpTimestamp: number;
}

/**
 * The newest maps of one kind and one view, by the RTP timestamps of their frames. Messages are untrusted and in no order:
 * what is not a map is dropped, and a map is used only for the frame with its timestamp.
 */
export class FrameMaps<Found extends FrameMap> {
  readonly #read: (message: Uint8Array<ArrayBuffer>) => Found | undefined;
  readonly #maps = new Map<number, Found>();
  #view: string | undefined;
  #newestAt = Number.NEGATIVE_INFINITY;
  /** Totals since the page was opened, for measurements. */
  readonly totals = { maps: 0, bytes: 0, milliseconds: 0 };

  /** @param read Returns undefined for what is not a map. */
  constructor(read: (message: Uint8Array<ArrayBuffer>) => Found | undefined) {
    this.#read = read;
  }

  /** The view whose maps come from now on. */
  follow(view: string | undefined): void {
    if (view === this.#view) return;
    this.#view = view;
    this.#maps.clear();
    this.#newestAt = Number.NEGATIVE_INFINITY;
  }

  /** Takes a message of the view `view`. Returns its map, or undefined if it is dropped. */
  take(view: string, message: unknown, now: number): Found | undefined {
    if (view !== this.#view || !(message instanceof ArrayBuffer)) return undefined;
    const start = performance.now();
    const map = this.#read(new Uint8Array(message));
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
  of(view: string, rtpTimestamp: number): Found | undefined {
    return view === this.#view ? this.#maps.get(rtpTimestamp) : undefined;
  }

  /** Whether a frame that is displayed at `now` is likely to have a map. Milliseconds, as `now` of {@link take}. */
  flows(now: number): boolean {
    return now - this.#newestAt < longestPause;
  }
}

/**
 * The bytes that DEFLATE compressed; undefined if they are damaged, or become more than `limit`. In this thread: it takes less
 * than a tenth of a millisecond, while a DecompressionStream of the browser answers after tens of milliseconds where its
 * threads are busy.
 */
export function inflated(compressed: Uint8Array, limit: number): Uint8Array | undefined {
  try {
    const bytes = inflateSync(compressed, { out: new Uint8Array(limit + 1) });
    return bytes.length <= limit ? bytes : undefined;
  } catch {
    return undefined;
  }
}
