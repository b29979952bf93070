import { createHash } from 'node:crypto';
import type { Random } from '../../models/reference/random.ts';
import { nobody } from '../../server/contracts/saved-members.ts';
import { type GeneratedView, pictureOf } from '../../server/contracts/view.ts';
import type { WorldModel } from '../../server/contracts/world-model.ts';
import { memoryHash } from '../../server/memory/memory-hash.ts';
import { RoomMemory } from '../../server/memory/room-memory.ts';
import type { WorldSeed } from '../../server/memory/worlds/world-seed.ts';
import type { Pack } from '../../server/pack/pack.ts';
import { LoggedStates } from '../../server/rooms/saving/logged-states.ts';
import { PendingLog } from '../../server/rooms/saving/pending-log.ts';
import { BlobDigests } from '../../server/store/blob-digests.ts';
import { type RoomAbout, roomFormat } from '../../server/store/room-content.ts';
import type { RoomSaves } from '../../server/store/store-thread.ts';
import { RecordedWorld } from '../../server/world/log/recorded-world.ts';
import { modeNamed } from '../../server/world/modes/modes.ts';
import { stateHash } from '../../server/world/snapshots/state-hash.ts';
import { neutralAction } from '../../shared/action.ts';

/** Ticks between two commits, and seconds between two snapshots of the whole room: those of a server. */
const commitEvery = 3;
const snapshotSeconds = 180;
/**
 * Ticks between two drawings of all views, in the pack's smallest size: one a second of play. Two cores do not draw four
 * views twelve times a second, and a log may leave out any drawing, as that of a busy server does.
 */
export const drawnEvery = 12;

const people = ['ann', 'bob', 'cid', 'dee'];
export const mode = 'relic-rush';
export const roomId = 'replayed';
export const roomSeed = 20;

export interface PlayedRoom {
  ticks: number;
  /** Of each frame, by view and tick. */
  frames: ReadonlyMap<string, string>;
  /** Of the state and of the memory at the end. */
  state: string;
  memory: string;
  keyframes: number;
}

/**
 * Four play by a script in a world with the networks of a pack, as fast as the machine goes, and the store gets what a
 * room of a server gives it.
 */
export async function playRecorded(options: {
  pack: Pack;
  seed: WorldSeed;
  generator: WorldModel;
  store: RoomSaves;
  minutes: number;
  random: Random;
  minuteEnded(minute: number): void;
}): Promise<PlayedRoom> {
  const { pack, seed, generator, store, minutes, random } = options;
  const { rate } = pack.manifest.view;
  const memory = new RoomMemory(pack.manifest);
  const pending = new PendingLog();
  const played = { mode: modeNamed(mode), pack, seed, generator, memory, roomSeed, room: roomId };
  const world = new RecordedWorld(played, pending.record);
  memory.journal = pending.journal;
  const digests = new BlobDigests();
  const states = new LoggedStates(rate, 0);
  const whole = () => {
    const snapshot = memory.snapshot();
    const known = digests.of(snapshot);
    return {
      snapshot,
      room: { world: world.snapshot(), members: nobody, memory: snapshot, digests: known },
    };
  };
  const commit = async () => {
    const entries = pending.take();
    const state = world.snapshot();
    entries.push(...states.due(state));
    const stored = await store.append(roomId, 0, { entries, world: state, members: nobody });
    let next = 0;
    for (const entry of entries) {
      if (entry.do === 'memory' && entry.change.type === 'held')
        digests.keyframe(entry.change.keyframe, stored[next++]);
    }
  };
  const first = whole();
  digests.learn(first.snapshot, await store.create(roomId, about(pack, seed), first.room));
  for (const id of people) world.join(id, id);
  world.command('start');
  const hands = people.map(() => new ScriptedHand(random));
  const frames = new Map<string, string>();
  const ticks = minutes * 60 * rate;
  for (let tick = 1; tick <= ticks; tick++) {
    for (const [i, id] of people.entries()) {
      const body = world.state.players.get(id)?.body;
      if (body !== undefined)
        world.setInput(id, { sequence: tick, action: { ...neutralAction, ...hands[i].act(body) } });
    }
    await world.advance();
    if (tick % commitEvery === 0) await commit();
    if (tick % (snapshotSeconds * rate) === 0) {
      const { snapshot, room } = whole();
      const stored = await store.snapshot(roomId, 0, { kind: 'auto', name: '' }, room);
      digests.learn(snapshot, stored.digests);
    }
    if (tick % drawnEvery === 0)
      await world.draw((views) => {
        for (const view of views) frames.set(...frameHash(view, pack));
      });
    if (tick % (60 * rate) === 0) options.minuteEnded(tick / (60 * rate));
  }
  await commit();
  return {
    ...{ ticks, frames, state: stateHash(world.snapshot()) },
    ...{ memory: memoryHash(memory.snapshot(), { evidence: false }), keyframes: memory.size },
  };
}

/** A frame by its view and tick, and the hash of its picture and depth. */
export function frameHash(view: GeneratedView, { manifest }: Pick<Pack, 'manifest'>): [string, string] {
  const { rgb } = pictureOf(view, manifest.view);
  const hash = createHash('sha256').update(rgb).update(new Uint8Array(view.inverseDepth.buffer));
  return [`${view.view} ${view.tick}`, hash.digest('hex')];
}

function about({ manifest }: Pack, { title, source, spawns, entities, controls, asked, sun }: WorldSeed) {
  return {
    format: roomFormat,
    pack: manifest.name,
    plan: { name: 'Replayed', world: source, mode, seats: 4, access: 'link' },
    roomSeed,
    seed: {
      ...{ title, source, spawns, entities, controls },
      ...(asked && { asked }),
      ...(sun !== undefined && { sun }),
    },
  } satisfies RoomAbout;
}

/** Walks about, looks about, jumps, places and takes blocks, and turns away from what stops it. */
class ScriptedHand {
  readonly #random: Random;
  #turn = 0;
  #look = 0;
  /** Ticks until it thinks again. */
  #rest = 0;
  #last = { x: 0, z: 0 };

  constructor(random: Random) {
    this.#random = random;
  }

  act({ x, z }: { x: number; z: number }) {
    const stopped = Math.hypot(x - this.#last.x, z - this.#last.z) < 0.02;
    this.#last = { x, z };
    if (this.#rest-- <= 0) {
      this.#turn = stopped ? Math.sign(this.#random.next() - 0.5) : 0.8 * (this.#random.next() - 0.5);
      this.#look = 0.3 * (this.#random.next() - 0.5);
      this.#rest = this.#random.integer(18) + 6;
    }
    const chance = (share: number) => this.#random.next() < share;
    return {
      ...{ move: 1, turn: this.#turn, look: this.#look, jump: chance(0.02) },
      ...{ use: chance(0.02), place: chance(0.005), remove: chance(0.005) },
    };
  }
}
