import type { Reason } from '../../../shared/notices/notice.ts';
import type { RoomStream } from '../../contracts/room-media.ts';
import type { SoundSource } from '../../contracts/sound-sink.ts';
import type { Clip, ClipRing } from '../../recording/clip-ring.ts';
import type { Recordings } from '../../recording/recordings.ts';
import type { Member, Roster } from '../members/roster.ts';

export interface RoomClipsOptions {
  recordings: Pick<Recordings, 'ring'>;
  roster: Pick<Roster, 'get'>;
  /** What is heard at a view; undefined if there is nothing. */
  soundOf(view: string): Promise<SoundSource | undefined>;
  now?(): number;
}

interface Kept {
  stream: RoomStream;
  ring: ClipRing;
}

/** Milliseconds between two clips of one player. */
const pause = 5_000;

/** Keeps the last seconds of the views of those players whose pages ask for it. */
export class RoomClips {
  readonly #options: RoomClipsOptions;
  readonly #wanted = new Set<string>();
  readonly #kept = new Map<string, Kept>();
  readonly #savedAt = new Map<string, number>();

  constructor(options: RoomClipsOptions) {
    this.#options = options;
  }

  /** A page wants its player's view to be kept, or no longer. */
  keep({ id }: Pick<Member, 'id'>, on: boolean): void {
    if (on) this.#wanted.add(id);
    else this.#wanted.delete(id);
    this.update();
  }

  /** To be called once a tick: streams begin with a seat, and end with it. */
  update(): void {
    for (const [id, { stream, ring }] of this.#kept) {
      const there = this.#wanted.has(id) && this.#options.roster.get(id)?.stream === stream;
      if (there && !ring.ended) continue;
      ring.close();
      this.#kept.delete(id);
    }
    for (const id of this.#wanted) {
      const member = this.#options.roster.get(id);
      if (member === undefined) this.#forget(id);
      else if (member.stream !== undefined && !this.#kept.has(id)) this.#begin(id, member.stream);
    }
  }

  /** What was kept of a member's own view, or why there is nothing to save. */
  take({ id }: Pick<Member, 'id'>): Clip | Reason {
    const now = this.#options.now?.() ?? performance.now();
    if (now - (this.#savedAt.get(id) ?? Number.NEGATIVE_INFINITY) < pause) {
      return { code: 'clip-just-saved', values: {}, field: 'record' };
    }
    const clip = this.#kept.get(id)?.ring.take();
    if (clip === undefined) return { code: 'nothing-to-clip', values: {}, field: 'record' };
    this.#savedAt.set(id, now);
    return clip;
  }

  close(): void {
    for (const { ring } of this.#kept.values()) ring.close();
    this.#kept.clear();
    this.#wanted.clear();
  }

  #begin(id: string, stream: RoomStream): void {
    const ring = this.#options.recordings.ring(stream);
    if (ring === undefined) return;
    this.#kept.set(id, { stream, ring });
    void this.#options.soundOf(id).then((sound) => {
      if (sound !== undefined) ring.hear(sound);
    });
  }

  #forget(id: string): void {
    this.#wanted.delete(id);
    this.#savedAt.delete(id);
  }
}
