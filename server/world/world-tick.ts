import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { MatchCommand } from '../../shared/match.ts';
import type { WorldNotice } from '../../shared/notices/world-notices.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Sketch } from '../../shared/sketch.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { RoomMap } from './ground/room-map.ts';
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
  /** What is solid: what memory knows, and beyond it the map. */
  readonly ground: KnownGrid;
  /** Fills in ground that nobody has seen. */
  readonly map: RoomMap | undefined;
  readonly model: WorldModel;
  readonly rules: Rules;
  readonly mode: MatchTurn['mode'];
  readonly match: MatchTurn['match'];
  readonly initial: MatchTurn['initial'];
  /** Commands for the next tick. */
  readonly commands: MatchCommand[];
  readonly spots: Turn['spots'];
  readonly starts: MatchTurn['starts'];
  readonly manifest: Manifest;
  readonly room: string;
  readonly roomSeed: number;
  readonly statistics: Statistics;
  /** The newest frame of every view. */
  readonly previous: Map<string, GeneratedView>;
  /** Views that need not be drawn again. */
  readonly unchanged: UnchangedViews;
  /** Cameras that belong to no player, by view. */
  readonly cameras: Map<string, Pose>;
  /** Players whose views nobody watches. */
  readonly undrawn: Set<string>;
  /** Picture sizes by view, if larger than the view. */
  readonly sizes: PictureSizes;
  /** Most keyframes that a view is drawn from, by view, where they are fewer than the pack's slots. */
  readonly keyframeLimits: Map<string, number>;
  /** Sketches by hosts, newest last. */
  readonly sketches: Sketch[];
  /** Called for every body that depenetration has freed. */
  readonly freed: (depenetration: Depenetration) => void;
  /** When the current tick merged its inputs, milliseconds of performance.now(). */
  mergedAt: number;
}

/** When the views of one tick passed each stage, milliseconds of performance.now(). */
export interface ViewTimes {
  /** Their tick merged its inputs. */
  merged: number;
  /** Their drawing began, after motion and rules and after the views of the previous tick. */
  drawing: number;
  /** All of them were drawn. */
  drawn: number;
}

/** A text for a player. */
export interface TickNotice {
  player: string;
  notice: WorldNotice;
}

/** Delivers the views of one tick, with the newest input that each view reflects. */
export type Deliver = (
  views: readonly GeneratedView[],
  acknowledged: ReadonlyMap<string, number>,
  times: ViewTimes,
) => void;

/**
 * The first half of a tick: inputs -> joint action -> motion -> rules -> the mode's match -> depenetration ->
 * the next state. Players move and act in the turn order of the tick. While the match is paused, players can
 * only turn.
 */
export async function advance(parts: TickParts): Promise<TickNotice[]> {
  const { state, inputs, ground: grid, model, rules, match, spots, manifest, roomSeed, statistics } = parts;
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
  // Computed again, because players may have joined or left while the network ran.
  const order = inOrder();
  statistics.time('rules', () => {
    const acts = order.flatMap((player) => {
      const merged = actions.get(player.id);
      return merged === undefined ? [] : [{ player, action: merged.action }];
    });
    const tell = (player: string, notice: WorldNotice) => notices.push({ player, notice });
    const events: WorldEvent[] = [];
    const happened = (event: WorldEvent) => events.push(event);
    const turn = { state, acts, grid, spots, manifest, roomSeed, tell };
    rules.apply({ ...turn, happened });
    playTurn({ ...turn, mode: parts.mode, match, starts: parts.starts, initial: parts.initial }, events);
  });
  const depenetrations = statistics.time('free', () => depenetrate({ state, grid, spots, manifest }, order));
  for (const depenetration of depenetrations) {
    statistics.waysOut[depenetration.cause]++;
    parts.freed(depenetration);
  }
  parts.map?.tendFurniture(state);
  parts.map?.tend([...state.players.values()].map(({ body }) => body));
  statistics.ticks++;
  return notices;
}

/**
 * The second half: state and memory -> view requests -> one batch of views -> delivery -> memory. Delivery
 * comes first, so that viewers do not wait for memory.
 */
export async function draw(parts: TickParts, deliver: Deliver): Promise<GeneratedView[]> {
  const { state, memory, model, statistics, previous, unchanged, cameras } = parts;
  const merged = parts.mergedAt;
  const drawing = performance.now();
  const requests = statistics.time('retrieve', () => viewRequests(parts));
  if (requests.length === 0) return [];
  // Copied now, because bodies may move on while their views are drawn.
  const acknowledged = new Map([...state.players.values()].map((player) => [player.id, player.acknowledged]));
  const drawn = await statistics.time('generate', () => drawViews(model, memory, requests, unchanged));
  // Drops views of players who left meanwhile.
  const views = drawn.filter(({ view }) => state.players.has(view) || cameras.has(view));
  const times = { merged, drawing, drawn: performance.now() };
  statistics.time('deliver', () => deliver(views, acknowledged, times));
  for (const view of views) previous.set(view.view, view);
  // Writes one view per turn of the event loop. An all-new view takes milliseconds, and other rooms have
  // ticks to run.
  let writing = 0;
  for (const view of views) {
    if (writing > 0) await nextTurn();
    const began = performance.now();
    // Only players' views are written to memory. Spectators must not shape the world.
    if (state.players.has(view.view)) memory.write(view, view.view);
    writing += performance.now() - began;
  }
  statistics.add('write', writing);
  statistics.views += views.length;
  statistics.imaginedViews += views.filter((view) => view.imagined).length;
  return views;
}
