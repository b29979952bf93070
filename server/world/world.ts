import { playerColours } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { MatchCommand } from '../../shared/match.ts';
import type { InputMessage } from '../../shared/messages.ts';
import type { MatchNotice } from '../../shared/notices/host-notices.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Sketch, SketchResult } from '../../shared/sketch.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { SharedMemory } from '../contracts/world-model.ts';
import type { PlanTile, Tile } from '../map-generation/tile.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { RoomMap } from './ground/room-map.ts';
import type { Match } from './modes/match.ts';
import { refusalOf } from './modes/match-commands.ts';
import type { GameMode } from './modes/mode.ts';
import { newParts } from './new-parts.ts';
import { type PainterParts, paintSketch } from './sketch/sketch-painter.ts';
import { renamePlayer } from './snapshots/rename-player.ts';
import { restoreSnapshot, takeSnapshot } from './snapshots/take-snapshot.ts';
import type { WorldSnapshot } from './snapshots/world-snapshot.ts';
import { newPlayer, type StandingPose, seedEntities } from './spawn.ts';
import { Statistics, type WorldReport } from './statistics.ts';
import type { PictureSizes } from './views/picture-sizes.ts';
import { type DrawnView, drawnViews, poseOf } from './views/view-requests.ts';
import type { WorldOptions } from './world-options.ts';
import type { Player, WorldState } from './world-state.ts';
import { advance, type Deliver, draw, type TickNotice, type TickParts } from './world-tick.ts';

export interface TickResult {
  tick: number;
  /** Views of this tick by player. Empty if nobody is connected. */
  views: Map<string, GeneratedView>;
  /** The state after the tick. It belongs to the world: do not keep or change it. */
  state: Readonly<WorldState>;
  notices: TickNotice[];
}

/** Most active sketches. The oldest are dropped; what was drawn of them stays. */
const mostSketches = 8;
/** Most players in a world. Each has a unique colour. */
export const mostPlayers = playerColours.length;

/**
 * A generated world with its players: a room without its network connections. Rooms, evaluation, benchmarks
 * and tests all run this class.
 */
export class World {
  readonly statistics = new Statistics();
  readonly #parts: TickParts;
  readonly #seed: Omit<WorldSeed, 'asked' | 'entities' | 'keyframes' | 'prepared'>;
  #joined = 0;
  #advancing = false;
  #drawing = false;

  constructor(options: WorldOptions) {
    const { asked: _, entities: __, keyframes: ___, prepared: ____, ...kept } = options.seed;
    this.#seed = kept;
    this.#parts = newParts(options, this.statistics);
  }

  /** Read-only. */
  get state(): Readonly<WorldState> {
    return this.#parts.state;
  }

  /** State of the game. Read-only. */
  get match(): Readonly<Match> {
    return this.#parts.match;
  }

  get mode(): GameMode {
    return this.#parts.mode;
  }

  get manifest(): Manifest {
    return this.#parts.manifest;
  }

  /** What is solid, seen from above: what memory knows, and beyond it the map. */
  get ground(): SharedMemory['heights'] {
    return this.#parts.ground;
  }

  /** Whether there is a camera, or a connected player whose view is drawn. */
  get hasViewers(): boolean {
    return this.drawnViews.length > 0;
  }

  /** Views that are drawn each tick: of connected players whose view somebody watches, and of cameras. */
  get drawnViews(): DrawnView[] {
    return drawnViews(this.#parts);
  }

  /**
   * Adds a player with a body near its earlier position `lastPose`, else at a free spawn or beside one.
   *
   * @throws Error if the id is in use or the world is full
   */
  join(id: string, name: string, lastPose?: StandingPose): Player {
    const { state, inputs, ground } = this.#parts;
    if (state.players.has(id)) throw new Error(`Player ${id} is in this world already.`);
    const { player, spawned } = newPlayer(
      { id, name, lastPose },
      { state, grid: ground, spawns: this.#seed.spawns, turn: this.#joined },
    );
    if (spawned) this.#joined++;
    state.players.set(id, player);
    inputs.reset(id);
    return player;
  }

  /** Removes a player and its body at once. Does nothing if there is no such player. */
  leave(id: string): void {
    this.#parts.state.players.delete(id);
    this.#parts.inputs.remove(id);
    this.#parts.undrawn.delete(id);
    this.#forgetView(id);
  }

  /**
   * Marks a player as connected or dropped. A dropped player keeps its body, does nothing, and its view is
   * not drawn.
   */
  setConnected(id: string, connected: boolean): void {
    const player = this.#parts.state.players.get(id);
    if (player === undefined) return;
    player.connected = connected;
    this.#parts.inputs.reset(id);
  }

  /** Sets whether a player's view is drawn, as by default. The body moves anyway. True if this changed it. */
  setDrawn(id: string, drawn: boolean): boolean {
    const { undrawn } = this.#parts;
    if (drawn || undrawn.has(id)) return drawn && undrawn.delete(id);
    return undrawn.add(id).has(id);
  }

  /** Picture sizes of views. The caller that measures the load sets them. */
  get pictureSizes(): PictureSizes {
    return this.#parts.sizes;
  }

  /** Most keyframes that a view is drawn from, by view, where they are fewer than the pack's slots; set like sizes. */
  get keyframeLimits(): Map<string, number> {
    return this.#parts.keyframeLimits;
  }

  /**
   * Adds or moves a camera that belongs to no player, or removes it without a pose. Its views are drawn but
   * not written to memory.
   */
  setCamera(view: string, pose: Pose | undefined): void {
    const { cameras } = this.#parts;
    if (pose !== undefined) cameras.set(view, pose);
    else if (cameras.delete(view)) this.#forgetView(view);
  }

  #forgetView(view: string): void {
    const { previous, unchanged, sizes, keyframeLimits } = this.#parts;
    for (const byView of [previous, unchanged, sizes, keyframeLimits]) byView.delete(view);
  }

  /** Camera pose of a player or of another camera. Undefined if there is no such view. */
  poseOf(view: string): Pose | undefined {
    return poseOf(view, this.#parts);
  }

  /** The newest drawn view of a player or camera. */
  newestView(view: string): GeneratedView | undefined {
    return this.#parts.previous.get(view);
  }

  /** Spawn points of players. */
  get spawns(): WorldSeed['spawns'] {
    return this.#seed.spawns;
  }

  /** Sets an input for the next tick. Returns false if it is older than the last one. */
  setInput(id: string, input: InputMessage): boolean {
    return this.#parts.inputs.set(id, input);
  }

  /** Queues a command for the next tick. Returns the reason if it is not possible. */
  command(command: MatchCommand): MatchNotice | undefined {
    const refusal = refusalOf(command, this.#parts);
    if (refusal === undefined) this.#parts.commands.push(command);
    return refusal;
  }

  /**
   * Requests control values (by name, in their own units) and guidance. Views change to them within a second.
   * Memory does not change. The caller must reject names that the manifest does not have.
   */
  ask(controls: ReadonlyMap<string, number>, guidance = this.state.guidance): void {
    const { state } = this.#parts;
    for (const [name, value] of controls) state.controls.set(name, value);
    state.guidance = guidance;
  }

  /** One whole tick: advances the world, then draws it for every connected player. */
  async step(): Promise<TickResult> {
    const notices = await this.advance();
    const views = new Map((await this.draw()).map((view) => [view.view, view]));
    return { tick: this.state.tick, views, state: this.state, notices };
  }

  /**
   * Makes a tile that was filled in a part of this world's map, with its doors and orbs. Does nothing without a map.
   */
  placeTile(tile: Tile & PlanTile): void {
    const { map, state } = this.#parts;
    for (const entity of map?.place(tile) ?? [])
      state.entities.set(`${entity.kind}-${state.nextEntity++}`, entity);
  }

  /** Ground that is generated; undefined in a world without a map. */
  get map(): Pick<RoomMap, 'began' | 'fillAround' | 'groundAround'> | undefined {
    return this.#parts.map;
  }

  /** The first half of a tick. After a rejection the world is still usable. Calls must not overlap. */
  async advance(): Promise<TickNotice[]> {
    if (this.#advancing) throw new Error('A tick of this world is under way already.');
    this.#advancing = true;
    try {
      for (const tile of this.#parts.map?.takeReady() ?? []) this.placeTile(tile);
      return await advance(this.#parts);
    } finally {
      this.#advancing = false;
    }
  }

  /** The second half. `deliver` gets the views before memory is written. Calls must not overlap. */
  async draw(deliver: Deliver = () => {}): Promise<GeneratedView[]> {
    if (this.#drawing) throw new Error('Views of this world are being drawn already.');
    this.#drawing = true;
    try {
      return await draw(this.#parts, deliver);
    } finally {
      this.#drawing = false;
    }
  }

  /**
   * Draws a sketched place into memory, one view after the other, between ticks. Parts that memory does not
   * keep follow the sketch when somebody looks there. Stops early if `stopped` returns true.
   */
  paint(sketch: Sketch, on: Pick<PainterParts, 'progress' | 'stopped'> = {}): Promise<SketchResult> {
    const { state, lighting, memory, model, manifest, room, roomSeed, sketches } = this.#parts;
    sketches.push(sketch);
    if (sketches.length > mostSketches) sketches.shift();
    const now = () => ({ tick: state.tick, controls: lighting.drawn });
    return paintSketch(sketch, { memory, model, manifest, room, roomSeed, now, ...on });
  }

  /** A seed of this world as it is now: its memory, entities and requested controls. */
  toSeed(): WorldSeed {
    const { memory, map, state } = this.#parts;
    return {
      ...this.#seed,
      ...(map && { map: map.saved() }),
      entities: seedEntities(state),
      asked: Object.fromEntries(state.controls),
      keyframes: [...memory.keyframes],
    };
  }

  /** Everything that this world is between two ticks, except its memory. */
  snapshot(): WorldSnapshot {
    this.#requireRest();
    return takeSnapshot(this.#parts, this.#joined, true);
  }

  /** The same without the tiles of the map, for a log, which says when each of them came: log/logged-map.ts. */
  stateOfLog(): WorldSnapshot {
    this.#requireRest();
    return takeSnapshot(this.#parts, this.#joined, false);
  }

  /** Makes this world what it was when the snapshot was taken. Views are drawn as if they were new. */
  restore(snapshot: WorldSnapshot): void {
    this.#requireRest();
    this.#joined = restoreSnapshot(this.#parts, snapshot);
    for (const view of this.#parts.previous.keys()) this.#forgetView(view);
  }

  /** Gives the body and everything else of a player to another session. */
  rename(former: string, id: string): void {
    this.#forgetView(former);
    renamePlayer(this.#parts, former, id);
  }

  /** Whether no tick is under way, so that snapshots can be taken. */
  get isAtRest(): boolean {
    return !this.#advancing;
  }

  #requireRest(): void {
    if (this.#advancing) throw new Error('A tick of this world is under way.');
  }

  /** Ends the world. Its memory no longer counts towards the budget. */
  close(): void {
    this.#parts.map?.close();
    this.#parts.memory.close?.();
  }

  report(): WorldReport {
    return this.statistics.report(this.#parts.memory.size);
  }
}
