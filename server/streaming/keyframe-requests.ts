/** Shortest time between two requested keyframes, milliseconds on the room's clock. */
export const keyframeInterval = 300;
/** Shortest time between a keyframe and one for somebody who watches and loses packets. */
export const lossInterval = 2_000;

/**
 * Decides which frames of a stream are keyframes: the first one, and one after each request. Requests within
 * {@link keyframeInterval} share one keyframe, because many viewers may join at once. A request that comes too
 * soon is granted when the interval is over.
 *
 * A keyframe is several times as large as another frame, and everybody gets it. So those who watch and lose packets
 * share one in {@link lossInterval}, however many they are and however often they ask.
 */
export class KeyframeRequests {
  #requested = true;
  #lost = false;
  #last = Number.NEGATIVE_INFINITY;

  request(): void {
    this.#requested = true;
  }

  /** Somebody who watches has lost packets. */
  requestForLoss(): void {
    this.#lost = true;
  }

  /** Whether to encode the frame at `time` as a keyframe. Returns true at most once for each request. */
  take(time: number): boolean {
    // Rewinding a room sets its clock back. That must not delay keyframes.
    const recent = (interval: number) => time >= this.#last && time < this.#last + interval;
    const due = (this.#requested && !recent(keyframeInterval)) || (this.#lost && !recent(lossInterval));
    if (!due) return false;
    this.made(time);
    return true;
  }

  /** The frame at `time` is a keyframe, asked for or not: it serves everybody who waits for one. */
  made(time: number): void {
    this.#requested = false;
    this.#lost = false;
    this.#last = time;
  }
}

const payloadSpecificFeedback = 206;
const pictureLossIndication = 1;
const fullIntraRequest = 4;

/**
 * Whether an RTCP packet, alone or compound, requests a keyframe: a picture loss indication (RFC 4585,
 * section 6.3.1) or a full intra request (RFC 5104, section 4.3.1).
 */
export function asksForKeyframe(rtcp: Uint8Array): boolean {
  for (let at = 0; at + 4 <= rtcp.length; ) {
    const format = rtcp[at] & 0x1f;
    const asks = format === pictureLossIndication || format === fullIntraRequest;
    if (rtcp[at + 1] === payloadSpecificFeedback && asks) return true;
    at += (((rtcp[at + 2] << 8) | rtcp[at + 3]) + 1) * 4;
  }
  return false;
}
