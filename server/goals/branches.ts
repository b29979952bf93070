import { setImmediate as nextTurn } from 'node:timers/promises';
import { neutralAction } from '../../shared/action.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import { MoveBatch } from '../generation/move-batch.ts';
import type { WorldSnapshot } from '../world/snapshots/world-snapshot.ts';
import { seedEntities } from '../world/spawn.ts';
import { World } from '../world/world.ts';
import type { GoalGround } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { type Manoeuvre, performed } from './manoeuvre.ts';
import type { StepWatch } from './step-watch.ts';

/** Branches that are rolled forward side by side: their bodies share a call of the motion network. */
const lanes = 8;

/** What became of a branch. */
export interface RollOut {
  readonly manoeuvre: Manoeuvre;
  /** Ticks until its step was done or its manoeuvre over. */
  readonly ticks: number;
  /** Whether the step is done. */
  readonly done: boolean;
  /** How far the step is from done, as the caller judges the state in the end. */
  readonly left: number;
}

export interface RollOutOptions {
  /** What the room is now. It stays as it is. */
  readonly snapshot: WorldSnapshot;
  /** The body's player. */
  readonly self: string;
  /** Ticks that pass before the manoeuvre can begin: the body stands meanwhile, as it does in the room. */
  readonly lead: number;
  readonly watch: StepWatch;
  /** Most ticks of a manoeuvre. */
  readonly mostTicks: number;
  /** How far a state is from done; smaller is better. */
  readonly left: (world: GoalWorld) => number;
}

/**
 * Branches of a room in which manoeuvres are tried: copies of its state with its ground, rules and motion network, without its
 * pictures. They never change the room, nor its memory. Between any two ticks of theirs the event loop has its turn.
 */
export class Branches {
  readonly #ground: GoalGround;
  readonly #model: Pick<WorldModel, 'move'>;
  readonly #world: World;
  readonly #roomSeed: number;
  readonly #free: World[] = [];
  /** Ticks of all branches so far. */
  ticks = 0;

  constructor(
    world: World,
    { model, roomSeed, ground }: { model: Pick<WorldModel, 'move'>; roomSeed: number; ground: GoalGround },
  ) {
    this.#world = world;
    this.#roomSeed = roomSeed;
    this.#ground = ground;
    this.#model = new MoveBatch(model);
  }

  /** Tries each manoeuvre in a branch of its own. Answers in their order. */
  async roll(manoeuvres: readonly Manoeuvre[], options: RollOutOptions): Promise<RollOut[]> {
    const rolled: RollOut[] = [];
    let next = 0;
    const lane = async () => {
      while (next < manoeuvres.length) {
        const at = next++;
        rolled[at] = await this.#try(manoeuvres[at], options);
      }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, manoeuvres.length) }, lane));
    return rolled;
  }

  async #try(manoeuvre: Manoeuvre, options: RollOutOptions): Promise<RollOut> {
    const { snapshot, self, lead, mostTicks, left } = options;
    const branch = this.#free.pop() ?? this.#open();
    try {
      branch.restore(snapshot);
      const watch = options.watch.fork();
      const performance = performed(manoeuvre, this.#ground);
      const sequence = branch.state.players.get(self)?.acknowledged ?? 0;
      let ticks = 0;
      let done = false;
      for (; ticks < lead + mostTicks && !done; ticks++) {
        const player = branch.state.players.get(self);
        const action = ticks < lead || player === undefined ? neutralAction : performance.act(branch, player);
        if (action === undefined) break;
        branch.setInput(self, { sequence: sequence + ticks + 1, action });
        await branch.advance();
        this.ticks++;
        done = watch.isDone(branch);
        await nextTurn();
      }
      return { manoeuvre, ticks, done, left: done ? 0 : left(branch) };
    } finally {
      this.#free.push(branch);
    }
  }

  #open(): World {
    const { manifest, mode, spawns, state } = this.#world;
    return new World({
      pack: { manifest },
      seed: {
        ...{ title: 'branch', source: 'branch', spawns, keyframes: [] },
        entities: seedEntities(state),
        controls: Object.fromEntries(state.controls),
      },
      generator: {
        generate: () => Promise.reject(new Error('A branch draws no views.')),
        move: (features, bodies) => this.#model.move(features, bodies),
      },
      memory: wallsAlone(this.#ground.grid),
      ...{ roomSeed: this.#roomSeed, room: 'branch', mode },
    });
  }
}

/** A memory that knows the room's walls, and neither keeps pictures nor has any. */
function wallsAlone(heights: SharedMemory['heights']): SharedMemory {
  return {
    heights,
    size: 0,
    keyframes: [],
    remember: (keyframe) => ({ ...keyframe, id: 0 }),
    retrieve: () => [],
    write: () => undefined,
  };
}
