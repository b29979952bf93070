import type { Vector3 } from '../../../shared/geometry/camera.ts';
import type { RoomState } from '../../../shared/state.ts';

/** Remembered ticks of each body: several seconds, which is longer than the age of any displayed frame. */
const capacity = 64;

/** Positions of a body at its last ticks: a ring buffer, so that updates allocate nothing. */
interface Track {
  readonly ticks: Float64Array;
  /** Feet, metres: x, y, z of each entry. */
  readonly feet: Float64Array;
  /** Entries written so far; the newest is the last of them. */
  written: number;
}

/**
 * Positions of every player at the last ticks. A displayed frame is older than the newest state, so overlays
 * use the positions at the frame's own tick.
 */
export class BodyTracks {
  readonly #tracks = new Map<string, Track>();

  /** Takes the room's state. Of several states of one tick, the last one counts. */
  update({ tick, players }: Pick<RoomState, 'tick' | 'players'>): void {
    for (const id of this.#tracks.keys()) if (!players.has(id)) this.#tracks.delete(id);
    for (const [id, { x, y, z }] of players.entries()) {
      let track = this.#tracks.get(id);
      if (track === undefined || tick < newest(track)) {
        track = { ticks: new Float64Array(capacity), feet: new Float64Array(3 * capacity), written: 0 };
        this.#tracks.set(id, track);
      }
      if (track.written === 0 || tick > newest(track)) track.written++;
      const entry = (track.written - 1) % capacity;
      track.ticks[entry] = tick;
      track.feet[3 * entry] = x;
      track.feet[3 * entry + 1] = y;
      track.feet[3 * entry + 2] = z;
    }
  }

  /**
   * Writes the position of a body at `tick`: interpolated for a missing tick, the newest for a tick newer
   * than the state. False if the body was not there.
   */
  at(id: string, tick: number, out: Vector3): boolean {
    const track = this.#tracks.get(id);
    if (track === undefined) return false;
    let after = track.written - 1;
    for (let age = 0; age < Math.min(track.written, capacity); age++) {
      const entry = track.written - 1 - age;
      const at = track.ticks[entry % capacity];
      if (at > tick) {
        after = entry;
        continue;
      }
      const span = track.ticks[after % capacity] - at;
      interpolate(track.feet, entry % capacity, after % capacity, span > 0 ? (tick - at) / span : 0, out);
      return true;
    }
    return false;
  }
}

function newest(track: Track): number {
  return track.written === 0 ? -1 : track.ticks[(track.written - 1) % capacity];
}

function interpolate(feet: Float64Array, from: number, to: number, share: number, out: Vector3): void {
  const between = (axis: number) =>
    feet[3 * from + axis] + share * (feet[3 * to + axis] - feet[3 * from + axis]);
  out.x = between(0);
  out.y = between(1);
  out.z = between(2);
}
