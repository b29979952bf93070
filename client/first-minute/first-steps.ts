import { type EntityKind, entityKinds } from '../../shared/entity.ts';
import type { EntityState, PlayerState, RoomState } from '../../shared/state.ts';
import { OwnEvents } from '../hud/own-events.ts';

/** What a newcomer does once, in order. */
export const stepNames = ['look', 'walk', 'orb', 'ball'] as const;
export type StepName = (typeof stepNames)[number];

/** Radians, up, down or aside, after which a player has looked around. */
const enoughLooking = 0.8;
/** Metres after which a player has walked. */
const enoughWalking = 2;
/** Metres without which nobody reached an orb. */
const fewSteps = 0.4;
/** Metres beyond which one state's change of place is no walking: the room put the body elsewhere. */
const jump = 1;
/** Metres between feet and an orb within which its end was this player's doing: both radii, and a tick's walk. */
const grasp = 1;

/** A thing that a step is about: where it lies, seen from the player. */
export interface Goal {
  /** Metres along the ground. */
  metres: number;
  x: number;
  z: number;
}

/** Follows what a newcomer has done of the first steps, from the room's states alone. */
export class FirstSteps {
  readonly #done = new Set<StepName>();
  readonly #events = new OwnEvents();
  #offered: readonly StepName[] = [];
  #looked = 0;
  #walked = 0;
  #ownId: string | undefined;
  #last: { x: number; z: number; yaw: number; pitch: number } | undefined;
  #orbs: readonly (readonly [string, { x: number; z: number }])[] = [];
  #goal: Goal | undefined;

  /** Takes the newest state. A player without a body does no steps. */
  update(state: RoomState, ownId: string | undefined): void {
    const events = this.#events.update(state, ownId);
    const own = ownId === undefined ? undefined : state.players.get(ownId);
    if (ownId !== this.#ownId) this.#last = undefined;
    this.#ownId = ownId;
    if (own === undefined) return;
    this.#follow(own);
    if (this.#looked >= enoughLooking) this.#done.add('look');
    if (this.#walked >= enoughWalking) this.#done.add('walk');
    if (events.includes('ball')) this.#done.add('ball');
    // Who appeared on an orb has not learnt to take one.
    if (this.#tookOrb(state, own) && this.#walked >= fewSteps) this.#done.add('orb');
    this.#offered = stepNames.filter((name) => this.#done.has(name) || this.#has(state, name));
    this.#goal = this.#nearest(state, own);
  }

  /** The steps that this world has, in order. */
  get steps(): { name: StepName; done: boolean }[] {
    return this.#offered.map((name) => ({ name, done: this.#done.has(name) }));
  }

  /** The first step that is not done; undefined if all are, or before the first state. */
  get current(): StepName | undefined {
    return this.#offered.find((name) => !this.#done.has(name));
  }

  /** True once every step is done. */
  get finished(): boolean {
    return this.#offered.length > 0 && this.current === undefined;
  }

  /** The nearest thing that the present step is about; undefined if that is no thing. */
  get goal(): Goal | undefined {
    return this.#goal;
  }

  #follow({ x, z, yaw, pitch }: PlayerState): void {
    const last = this.#last;
    if (last) {
      const turned = Math.atan2(Math.sin(yaw - last.yaw), Math.cos(yaw - last.yaw));
      this.#looked += Math.abs(turned) + Math.abs(pitch - last.pitch);
      const moved = Math.hypot(x - last.x, z - last.z);
      if (moved < jump) this.#walked += moved;
    }
    this.#last = { x, z, yaw, pitch };
  }

  #tookOrb(state: RoomState, own: PlayerState): boolean {
    const gone = this.#orbs.filter(([id]) => !state.entities.has(id));
    // A new round takes all orbs away at once.
    const taken = gone.length === 1 && gone.every(([, { x, z }]) => Math.hypot(x - own.x, z - own.z) < grasp);
    this.#orbs = of(state, 'orb').map(([id, { x, z }]) => [id, { x, z }]);
    return taken;
  }

  #has(state: RoomState, name: StepName): boolean {
    return name === 'look' || name === 'walk' || of(state, name).length > 0;
  }

  #nearest(state: RoomState, own: PlayerState): Goal | undefined {
    const name = this.current;
    if (name !== 'orb' && name !== 'ball') return undefined;
    return of(state, name)
      .map(([, { x, z }]): Goal => ({ x, z, metres: Math.hypot(x - own.x, z - own.z) }))
      .sort((a, b) => a.metres - b.metres)
      .at(0);
  }
}

function of(state: RoomState, wanted: EntityKind): [string, EntityState][] {
  return [...state.entities.entries()].filter(([, { kind }]) => entityKinds[kind] === wanted);
}
