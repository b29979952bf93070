import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { MatchCommand } from '../../shared/match.ts';
import type { WorldNotice } from '../../shared/notices/world-notices.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Sketch } from '../../shared/sketch.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { JointAction } from './joint-action.ts';
import { carryOut, hold } from './modes/match-commands.ts';
import type { MatchTurn } from './modes/match-turn.ts';
import { playTurn } from './modes/play-turn.ts';
import { type Depenetration, depenetrate } from './physics/depenetration.ts';
import { moveBodies, turnPlayers } from './physics/motion.ts';
import type { Rules, Turn } from './rules/rules.ts';
import type { Statistics } from './statistics.ts';
import { turnOrder } from './turn-order.ts';
import { drawViews } from './views/draw-views.ts';
import type { Lighting } from './views/lighting.ts';
import type { PictureSizes } from './views/picture-sizes.ts';
import type { UnchangedViews } from './views/unchanged-views.ts';
import { viewRequests } from './views/view-requests.ts';
import type { WorldEvent } from './world-events.ts';
import type { WorldState } from './world-state.ts';

/** Everything that a tick reads and changes. */
export interface TickParts {
  readonly state: WorldState;
  readonly lighting: Lighting;
  readonly inputs: JointAction;
  readonly memory: SharedMemory;
  readonly model: WorldModel;
  readonly rules: Rules;
  readonly mode: MatchTurn['mode'];
  readonly match: MatchTurn['match'];
  readonly initial: MatchTurn['initial'];
  /** Commands that wait for the next tick. */
  readonly commands: MatchCommand[];
  readonly places: Turn['places'];
  readonly starts: MatchTurn['starts'];
  readonly manifest: Manifest;
  readonly room: string;
  readonly roomSeed: number;
  readonly statistics: Statistics;
  /** The newest frame of every view. */
  readonly previous: Map<string, GeneratedView>;
  /** Views that need not be drawn again. */
  readonly unchanged: UnchangedViews;
  /** Cameras that are nobody's eyes, by view. */
  readonly cameras: Map<string, Pose>;
  /** Players whose views nobody looks at. */
  readonly undrawn: Set<string>;
  /** Sizes of pictures by view, where they are larger than the view. */
  readonly sizes: PictureSizes;
  /** Most keyframes that a view is drawn from, by view, where they are fewer than the pack's slots. */
  readonly keyframeLimits: Map<string, number>;
  /** What hosts have said of places, newest last. */
  readonly sketches: Sketch[];
  /** Called for every body that was stuck and got out. */
  readonly freed: (wayOut: Depenetration) => void;
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
  notice: WorldNotice;
}

/** Hands over the views of one tick, with the newest input (by view) that each of them reflects. */
export type Deliver = (
  views: readonly GeneratedView[],
  acknowledged: ReadonlyMap<string, number>,
  times: ViewTimes,
) => void;

/**
 * The first half of a tick: inputs -> joint action -> motion -> rules -> the mode's match -> ways out ->
 * the next state. Players move and act in the turn order of the tick. While the match is paused, they
 * turn, and nothing else happens.
 */
export async function advance(parts: TickParts): Promise<TickNotice[]> {
  const { state, inputs, memory, model, rules, match, places, manifest, roomSeed, statistics } = parts;
  const grid = memory.heights;
  const notices: TickNotice[] = [];
  const mergedAt = performance.now();
  const actions = inputs.merge();
  turnPlayers(state, actions, manifest);
  const tick = state.tick + 1;
  const inOrder = () => turnOrder(state.players.values(), roomSeed, tick);
  for (const command of parts.commands.splice(0)) carryOut(command, parts);
  const { paused } = match;
  if (!paused) {
    await statistics.time('motion', () =>
      moveBodies(state, inOrder(), actions, grid, model, manifest, statistics),
    );
  }
  for (const [id, { sequence }] of actions) {
    const player = state.players.get(id);
    if (player !== undefined) player.acknowledged = sequence;
  }
  parts.mergedAt = mergedAt;
  state.tick = tick;
  if (paused) {
    hold(match, state);
    statistics.ticks++;
    return notices;
  }
  parts.lighting.advance(state);
  // Again, because players may have come or gone while the network ran.
  const order = inOrder();
  statistics.time('rules', () => {
    const acts = order.flatMap((player) => {
      const merged = actions.get(player.id);
      return merged === undefined ? [] : [{ player, action: merged.action }];
    });
    const tell = (player: string, notice: WorldNotice) => notices.push({ player, notice });
    const events: WorldEvent[] = [];
    const happened = (event: WorldEvent) => events.push(event);
    const turn = { state, acts, grid, places, manifest, roomSeed, tell };
    rules.apply({ ...turn, happened });
    playTurn({ ...turn, mode: parts.mode, match, starts: parts.starts, initial: parts.initial }, events);
  });
  const waysOut = statistics.time('free', () => depenetrate({ state, grid, places, manifest }, order));
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
  const { state, memory, model, statistics, previous, unchanged, cameras } = parts;
  const merged = parts.mergedAt;
  const drawing = performance.now();
  const requests = statistics.time('retrieve', () => viewRequests(parts));
  if (requests.length === 0) return [];
  // Now, because the bodies may move on while their views are drawn.
  const acknowledged = new Map([...state.players.values()].map((player) => [player.id, player.acknowledged]));
  const drawn = await statistics.time('generate', () => drawViews(model, memory, requests, unchanged));
  // Whoever left meanwhile is not drawn any more.
  const views = drawn.filter(({ view }) => state.players.has(view) || cameras.has(view));
  const times = { merged, drawing, drawn: performance.now() };
  statistics.time('deliver', () => deliver(views, acknowledged, times));
  for (const view of views) previous.set(view.view, view);
  // One a turn of the event loop: a view that is new all over takes milliseconds, and other rooms have ticks.
  let writing = 0;
  for (const view of views) {
    if (writing > 0) await nextTurn();
    const began = performance.now();
    // Who only watches leaves no trace: places are made up by those who play.
    if (state.players.has(view.view)) memory.write(view, view.view);
    writing += performance.now() - began;
  }
  statistics.add('write', writing);
  statistics.views += views.length;
  statistics.imaginedViews += views.filter((view) => view.imagined).length;
  return views;
}
