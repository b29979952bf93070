import { setImmediate as nextTurn } from 'node:timers/promises';
import { neutralAction } from '../../shared/action.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import { MoveBatch } from '../generation/move-batch.ts';
import type { WorldSnapshot } from '../world/snapshots/world-snapshot.ts';
import { seedEntities } from '../world/spawn.ts';
import { World } from '../world/world.ts';
import type { GoalGround } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { type Manoeuvre, type Performance, performed } from './manoeuvre.ts';
import type { StepWatch } from './step-watch.ts';

/** A branch under way. */
interface Trial {
  readonly manoeuvre: Manoeuvre;
  readonly branch: World;
  readonly watch: StepWatch;
  readonly performance: Performance;
  readonly sequence: number;
  ticks: number;
  done: boolean;
  isOver: boolean;
}

/** What became of a branch. */
export interface RollOut {
  readonly manoeuvre: Manoeuvre;
  /** Ticks until its step was done or its manoeuvre over. */
  readonly ticks: number;
  /** Whether the step is done. */
  readonly done: boolean;
  /** How far the step is from done, as the caller judges the state in the end. */
  readonly left: number;
  /** Where the branch ended, and what could come next there, if that was asked for and the step is not done. */
  readonly end?: {
    readonly snapshot: WorldSnapshot;
    readonly watch: StepWatch;
    readonly next: readonly Manoeuvre[];
  };
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
  /** What could come next in a state. */
  readonly next?: (world: GoalWorld) => readonly Manoeuvre[];
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

  /**
   * Tries each manoeuvre in a branch of its own, all tick by tick beside each other. Answers in their order. The same manoeuvres
   * from the same state give the same, because the network always gets the same bodies together.
   */
  async roll(manoeuvres: readonly Manoeuvre[], options: RollOutOptions): Promise<RollOut[]> {
    const trials = manoeuvres.map((manoeuvre) => this.#begin(manoeuvre, options));
    try {
      for (let active = trials; active.length > 0; active = active.filter(({ isOver }) => !isOver)) {
        await Promise.all(active.map((trial) => this.#step(trial, options)));
        await nextTurn();
      }
      const rolled: RollOut[] = [];
      for (const { manoeuvre, ticks, done, branch, watch } of trials) {
        // Judging a state takes as long as some ticks of it.
        await nextTurn();
        const { left, next } = options;
        const end = !done && next && { snapshot: branch.stateOfLog(), watch, next: next(branch) };
        rolled.push({ manoeuvre, ticks, done, left: done ? 0 : left(branch), ...(end && { end }) });
      }
      return rolled;
    } finally {
      this.#free.push(...trials.map(({ branch }) => branch));
    }
  }

  #begin(manoeuvre: Manoeuvre, { snapshot, self, watch }: RollOutOptions): Trial {
    const branch = this.#free.pop() ?? this.#open();
    branch.restore(snapshot);
    return {
      ...{ manoeuvre, branch, watch: watch.fork(), performance: performed(manoeuvre, this.#ground) },
      sequence: branch.state.players.get(self)?.acknowledged ?? 0,
      ...{ ticks: 0, done: false, isOver: false },
    };
  }

  async #step(trial: Trial, { self, lead, mostTicks }: RollOutOptions): Promise<void> {
    const { branch, performance, watch } = trial;
    const player = branch.state.players.get(self);
    const action =
      trial.ticks < lead || player === undefined ? neutralAction : performance.act(branch, player);
    if (action === undefined || trial.ticks >= lead + mostTicks) {
      trial.isOver = true;
      return;
    }
    branch.setInput(self, { sequence: trial.sequence + ++trial.ticks, action });
    await branch.advance();
    this.ticks++;
    trial.done = trial.isOver = watch.isDone(branch);
  }

  #open(): World {
    return branchOf(this.#world, { model: this.#model, roomSeed: this.#roomSeed });
  }
}

/**
 * A world in which snapshots of another one can be tried: it has the same rules, ground and motion network, draws no views, and
 * never changes the other one.
 */
export function branchOf(
  { manifest, mode, spawns, state, ground }: World,
  { model, roomSeed }: { model: Pick<WorldModel, 'move'>; roomSeed: number },
): World {
  return new World({
    pack: { manifest },
    seed: {
      ...{ title: 'branch', source: 'branch', spawns, keyframes: [] },
      entities: seedEntities(state),
      controls: Object.fromEntries(state.controls),
    },
    generator: {
      generate: () => Promise.reject(new Error('A branch draws no views.')),
      move: (features, bodies) => model.move(features, bodies),
    },
    memory: wallsAlone(ground),
    ...{ roomSeed, room: 'branch', mode },
  });
}

/** A memory of walls alone. Branches draw no views, so it has no pictures and keeps none. */
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
