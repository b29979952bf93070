import type { Reason } from '../../../shared/notices/notice.ts';
import type { ReplayCommand } from '../../../shared/saves.ts';
import type { RoomState } from '../../../shared/state.ts';
import type { RoomStream } from '../../contracts/room-media.ts';
import type { ReplayedWorld } from '../../world/log/replayed-world.ts';
import type { Roster } from '../members/roster.ts';
import type { RoomJournal } from '../room-journal.ts';

/** What it needs of the room. */
interface Parts {
  readonly roster: Roster;
  readonly state: RoomState;
  readonly journal: Pick<RoomJournal, 'fault'>;
  createStream(): Promise<RoomStream>;
}

/**
 * What a room has in which the past happens again: a stream for each of the players of then, of whom only those are
 * drawn that somebody watches, and the controls that all who watch share.
 */
export class RoomReplay {
  readonly #world: ReplayedWorld;
  readonly #streams = new Map<string, RoomStream | 'opening'>();
  readonly #parts: Parts;

  constructor(world: ReplayedWorld, parts: Parts) {
    this.#world = world;
    this.#parts = parts;
    this.#tell();
  }

  /** Changes speed or place for everybody who watches. */
  perform({ speed, tick }: ReplayCommand): Reason | undefined {
    if (speed !== undefined) this.#world.speed = speed;
    if (tick !== undefined) this.#world.seek(tick);
    this.#tell();
    return undefined;
  }

  streamOf(view: string): RoomStream | undefined {
    const stream = this.#streams.get(view);
    return stream === 'opening' ? undefined : stream;
  }

  /** The world has moved on by a tick of the clock. */
  advanced(): void {
    const { players } = this.#world.state;
    const watched = new Set<string>();
    for (const { connected, activity, watching } of this.#parts.roster) {
      if (connected && activity.attentive) for (const { view } of watching.values()) watched.add(view);
    }
    for (const id of players.keys()) {
      if (!this.#streams.has(id)) void this.#open(id);
      if (this.#world.setDrawn(id, watched.has(id)) && watched.has(id)) this.streamOf(id)?.requestKeyframe();
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) if (stream !== 'opening') stream.close();
    this.#streams.clear();
  }

  async #open(id: string): Promise<void> {
    this.#streams.set(id, 'opening');
    try {
      const stream = await this.#parts.createStream();
      if (this.#streams.get(id) === 'opening') this.#streams.set(id, stream);
      else stream.close();
    } catch (error) {
      this.#parts.journal.fault('replay', error);
    }
  }

  #tell(): void {
    const { from, to, speed } = this.#world;
    Object.assign(this.#parts.state, { replayFrom: from, replayTo: to, replaySpeed: speed });
  }
}
