import type { Manifest } from '../../shared/pack.ts';
import type { Sketch } from '../../shared/sketch.ts';
import type { GeneratedView } from '../generation/view.ts';
import { drawViews } from './draw-views.ts';
import type { JointAction } from './joint-action.ts';
import { moveBodies, turnPlayers } from './motion.ts';
import type { Rules, Turn } from './rules.ts';
import type { Statistics } from './statistics.ts';
import { turnOrder } from './turn-order.ts';
import { viewRequests } from './view-requests.ts';
import { findWaysOut, type WayOut } from './ways-out.ts';
import type { SharedMemory, WorldModel } from './world-model.ts';
import type { WorldState } from './world-state.ts';

/** Everything that a tick reads and changes. */
export interface TickParts {
  readonly state: WorldState;
  readonly inputs: JointAction;
  readonly memory: SharedMemory;
  readonly model: WorldModel;
  readonly rules: Rules;
  readonly places: Turn['places'];
  readonly manifest: Manifest;
  readonly room: string;
  readonly roomSeed: number;
  readonly statistics: Statistics;
  /** The newest frame of every view. */
  readonly previous: Map<string, GeneratedView>;
  /** What hosts have said of places, newest last. */
  readonly sketches: Sketch[];
  /** Called for every body that was stuck and got out. */
  readonly freed: (wayOut: WayOut) => void;
  /** When the state's tick took its inputs; milliseconds on performance.now's clock. */
  mergedAt: number;
}

/** When the views of one tick passed each stage; milliseconds on performance.now's clock. */
export interface ViewTimes {
  /** The tick that they show took the inputs. */
  merged: number;
  /** Their drawing began, after motion and rules, and after the views of the tick before. */
  drawing: number;
  /** All of them were drawn. */
  drawn: number;
}

/** Something to tell a player. */
export interface TickNotice {
  player: string;
  text: string;
}

/** Hands over the views of one tick, with the newest input (by view) that each of them reflects. */
export type Deliver = (
  views: readonly GeneratedView[],
  acknowledged: ReadonlyMap<string, number>,
  times: ViewTimes,
) => void;

/**
 * The first half of a tick: inputs -> joint action -> motion -> rules -> ways out -> the next state.
 * Players move and act in the turn order of the tick.
 */
export async function advance(parts: TickParts): Promise<TickNotice[]> {
  const { state, inputs, memory, model, rules, places, manifest, roomSeed, statistics } = parts;
  const grid = memory.heights;
  const notices: TickNotice[] = [];
  const mergedAt = performance.now();
  const actions = inputs.merge();
  turnPlayers(state, actions, manifest);
  const tick = state.tick + 1;
  const inOrder = () => turnOrder(state.players.values(), roomSeed, tick);
  await statistics.time('motion', () =>
    moveBodies(state, inOrder(), actions, grid, model, manifest, statistics),
  );
  for (const [id, { sequence }] of actions) {
    const player = state.players.get(id);
    if (player !== undefined) player.acknowledged = sequence;
  }
  parts.mergedAt = mergedAt;
  state.tick = tick;
  // Again, because players may have come or gone while the network ran.
  const order = inOrder();
  statistics.time('rules', () => {
    const acts = order.flatMap((player) => {
      const merged = actions.get(player.id);
      return merged === undefined ? [] : [{ player, action: merged.action }];
    });
    const tell = (player: string, text: string) => notices.push({ player, text });
    rules.apply({ state, acts, grid, places, manifest, roomSeed, tell });
  });
  const waysOut = statistics.time('free', () => findWaysOut({ state, grid, places, manifest }, order));
  for (const wayOut of waysOut) {
    statistics.waysOut[wayOut.cause]++;
    parts.freed(wayOut);
  }
  statistics.ticks++;
  return notices;
}

/**
 * The second half: state and memory -> view requests -> one batch of views -> delivered -> memory.
 * Views are delivered before memory is written, so that nobody waits for it.
 */
export async function draw(parts: TickParts, deliver: Deliver): Promise<GeneratedView[]> {
  const { state, memory, model, manifest, room, roomSeed, statistics, previous, sketches } = parts;
  const merged = parts.mergedAt;
  const drawing = performance.now();
  const requests = statistics.time('retrieve', () =>
    viewRequests(state, memory, previous, manifest, room, roomSeed, sketches),
  );
  if (requests.length === 0) return [];
  // Now, because the bodies may move on while their views are drawn.
  const acknowledged = new Map([...state.players.values()].map((player) => [player.id, player.acknowledged]));
  const drawn = await statistics.time('generate', () => drawViews(model, memory, requests));
  // Whoever left meanwhile is not drawn any more.
  const views = drawn.filter((view) => state.players.has(view.view));
  const times = { merged, drawing, drawn: performance.now() };
  statistics.time('deliver', () => deliver(views, acknowledged, times));
  statistics.time('write', () => {
    for (const view of views) {
      previous.set(view.view, view);
      memory.write(view, view.view);
    }
  });
  statistics.views += views.length;
  statistics.imaginedViews += views.filter((view) => view.imagined).length;
  return views;
}
