/** Shortest time between two requested keyframes, milliseconds on the room's clock. */
export const keyframeInterval = 300;

/**
 * Decides which frames of a stream are keyframes: the first one, and one after each request. Requests within
 * {@link keyframeInterval} share one keyframe, because many viewers may join or lose packets at once. A
 * request that comes too soon is granted when the interval is over.
 */
export class KeyframeRequests {
  #requested = true;
  #last = Number.NEGATIVE_INFINITY;

  request(): void {
    this.#requested = true;
  }

  /** Whether to encode the frame at `time` as a keyframe. Returns true at most once for each request. */
  take(time: number): boolean {
    // Rewinding a room sets its clock back. That must not delay keyframes.
    const recent = time >= this.#last && time < this.#last + keyframeInterval;
    if (!this.#requested || recent) return false;
    this.made(time);
    return true;
  }

  /** The frame at `time` is a keyframe, asked for or not: it serves everybody who waits for one. */
  made(time: number): void {
    this.#requested = false;
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
