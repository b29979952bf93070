import { playerColours } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { MatchCommand } from '../../shared/match.ts';
import type { InputMessage } from '../../shared/messages.ts';
import type { MatchNotice } from '../../shared/notices/host-notices.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Sketch, SketchResult } from '../../shared/sketch.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { SharedMemory } from '../contracts/world-model.ts';
import type { WorldSeed } from '../memory/world-seed.ts';
import { JointAction } from './joint-action.ts';
import { freePlay } from './modes/free-play.ts';
import { type Match, newMatch } from './modes/match.ts';
import { refusalOf } from './modes/match-commands.ts';
import type { GameMode } from './modes/mode.ts';
import { arenaRules } from './rules/arena-rules.ts';
import { type PainterParts, paintSketch } from './sketch/sketch-painter.ts';
import { bodyNear, initialState, type StandingPose, seedEntities, spawnBody } from './spawn.ts';
import { Statistics, type WorldReport } from './statistics.ts';
import { Lighting } from './views/lighting.ts';
import { PictureSizes } from './views/picture-sizes.ts';
import { UnchangedViews } from './views/unchanged-views.ts';
import { type DrawnView, drawnViews, poseOf } from './views/view-requests.ts';
import type { WorldOptions } from './world-options.ts';
import type { Player, WorldState } from './world-state.ts';
import { advance, type Deliver, draw, type TickNotice, type TickParts } from './world-tick.ts';

export interface TickResult {
  tick: number;
  /** Views of this tick by player; empty when nobody is connected. */
  views: Map<string, GeneratedView>;
  /** The state after the tick. It is the world's own: read it, do not keep or change it. */
  state: Readonly<WorldState>;
  notices: TickNotice[];
}

/** Sketches that are heard; the oldest are forgotten, what was drawn of them is not. */
const mostSketches = 8;
/** Most players in a world: each has a colour of its own. */
export const mostPlayers = playerColours.length;

/**
 * A generated world with its players: what a room is without its network connections. Rooms,
 * evaluation, benchmarks and tests all drive this class.
 */
export class World {
  readonly statistics = new Statistics();
  readonly #parts: TickParts;
  readonly #seed: Omit<WorldSeed, 'asked' | 'entities' | 'keyframes' | 'prepared'>;
  #joined = 0;
  #advancing = false;
  #drawing = false;

  constructor(options: WorldOptions) {
    const { seed, memory, mode = freePlay } = options;
    if (memory.size === 0) for (const keyframe of seed.keyframes) memory.remember(keyframe);
    const state = initialState(seed);
    const { manifest } = options.pack;
    state.guidance = manifest.relight?.guidance.default ?? 1;
    const { asked: _, entities: __, keyframes: ___, prepared: ____, ...kept } = seed;
    this.#seed = kept;
    const orbs = [...state.entities.values()].filter((entity) => entity.kind === 'orb');
    this.#parts = {
      state,
      lighting: new Lighting(manifest, seed, state),
      inputs: new JointAction(),
      memory,
      model: options.generator,
      rules: options.rules ?? arenaRules,
      mode,
      match: newMatch(mode),
      initial: initialState(seed).entities,
      commands: [],
      places: [...orbs, ...seed.spawns].map(({ x, z }) => ({ x, z })),
      starts: seed.spawns,
      manifest,
      room: options.room ?? 'world',
      roomSeed: options.roomSeed,
      statistics: this.statistics,
      previous: new Map(),
      unchanged: new UnchangedViews(),
      cameras: new Map(),
      undrawn: new Set(),
      sizes: new PictureSizes(manifest),
      keyframeLimits: new Map(),
      sketches: [],
      freed: (wayOut) => options.freed?.(wayOut),
      mergedAt: 0,
    };
  }

  /** Read it, do not change it. */
  get state(): Readonly<WorldState> {
    return this.#parts.state;
  }

  /** How the game stands. Read it, do not change it. */
  get match(): Readonly<Match> {
    return this.#parts.match;
  }

  get mode(): GameMode {
    return this.#parts.mode;
  }

  get manifest(): Manifest {
    return this.#parts.manifest;
  }

  /** What is solid, from above, as far as memory knows. */
  get ground(): SharedMemory['heights'] {
    return this.#parts.memory.heights;
  }

  /** True when at least one connected player whose view is drawn, or a camera, waits for views. */
  get hasViewers(): boolean {
    return this.drawnViews.length > 0;
  }

  /** Views that are drawn each tick: of connected players whose view somebody looks at, and of cameras. */
  get drawnViews(): DrawnView[] {
    return drawnViews(this.#parts);
  }

  /**
   * Gives a player a body near the place where it was, or at a free spawn, or beside one. Throws when the id is
   * taken or the world is full.
   */
  join(id: string, name: string, place?: StandingPose): Player {
    const { state, inputs, memory } = this.#parts;
    if (state.players.has(id)) throw new Error(`Player ${id} is in this world already.`);
    const taken = new Set([...state.players.values()].map((player) => player.colour));
    const colour = playerColours.findIndex((_, index) => !taken.has(index));
    if (colour < 0) throw new Error(`This world is full: it has bodies for ${mostPlayers} players.`);
    const near = place && bodyNear(state, place, memory.heights);
    const player: Player = {
      id,
      name,
      colour,
      body: near ?? spawnBody(state, this.#seed.spawns, this.#joined++, memory.heights),
      pitch: near && place ? place.pitch : 0,
      score: 0,
      connected: true,
      acknowledged: 0,
    };
    state.players.set(id, player);
    inputs.reset(id);
    return player;
  }

  /** Takes the player's body out of the world at once. Nothing happens when it is not there. */
  leave(id: string): void {
    this.#parts.state.players.delete(id);
    this.#parts.inputs.remove(id);
    this.#parts.undrawn.delete(id);
    this.#forgetView(id);
  }

  /** A player that is not connected keeps its body, does nothing and is not drawn for. */
  setConnected(id: string, connected: boolean): void {
    const player = this.#parts.state.players.get(id);
    if (player === undefined) return;
    player.connected = connected;
    this.#parts.inputs.reset(id);
  }

  /** Whether a player's view is drawn, as it is at first; the body moves all the same. True where this changes it. */
  setDrawn(id: string, drawn: boolean): boolean {
    const { undrawn } = this.#parts;
    if (drawn || undrawn.has(id)) return drawn && undrawn.delete(id);
    return undrawn.add(id).has(id);
  }

  /** Sizes of the pictures of views; who measures how much time there is sets them. */
  get pictureSizes(): PictureSizes {
    return this.#parts.sizes;
  }

  /** Most keyframes that a view is drawn from, by view, where they are fewer than the pack's slots; set like sizes. */
  get keyframeLimits(): Map<string, number> {
    return this.#parts.keyframeLimits;
  }

  /**
   * From now on, views of this name are drawn from `pose` as well; without one no more. What such a camera
   * sees changes nothing: its views are not written to memory.
   */
  setCamera(view: string, pose: Pose | undefined): void {
    const { cameras } = this.#parts;
    if (pose !== undefined) cameras.set(view, pose);
    else if (cameras.delete(view)) this.#forgetView(view);
  }

  #forgetView(view: string): void {
    this.#parts.previous.delete(view);
    this.#parts.unchanged.delete(view);
    this.#parts.sizes.delete(view);
    this.#parts.keyframeLimits.delete(view);
  }

  /** Where a player's eyes, or a camera that is nobody's, are; undefined when there is no such view. */
  poseOf(view: string): Pose | undefined {
    return poseOf(view, this.#parts);
  }

  /** The newest drawn view of a player or camera. */
  newestView(view: string): GeneratedView | undefined {
    return this.#parts.previous.get(view);
  }

  /** Where players start. */
  get spawns(): WorldSeed['spawns'] {
    return this.#seed.spawns;
  }

  /** Takes an input for the next tick; false when it is older than one before. */
  setInput(id: string, input: InputMessage): boolean {
    return this.#parts.inputs.set(id, input);
  }

  /** Has a command carried out with the next tick; the reason when it cannot be. */
  command(command: MatchCommand): MatchNotice | undefined {
    const refusal = refusalOf(command, this.#parts);
    if (refusal === undefined) this.#parts.commands.push(command);
    return refusal;
  }

  /**
   * Asks for other control values (by name, in their own units) and guidance: views change to them within a
   * second. Memory stays as it is. What the manifest does not have is for the caller to refuse.
   */
  ask(controls: ReadonlyMap<string, number>, guidance = this.state.guidance): void {
    const { state } = this.#parts;
    for (const [name, value] of controls) state.controls.set(name, value);
    state.guidance = guidance;
  }

  /** One whole tick: moves the world, then draws it for every connected player. */
  async step(): Promise<TickResult> {
    const notices = await this.advance();
    const views = new Map((await this.draw()).map((view) => [view.view, view]));
    return { tick: this.state.tick, views, state: this.state, notices };
  }

  /** The first half of a tick; a rejection leaves the world usable. Must not be called twice at once. */
  async advance(): Promise<TickNotice[]> {
    if (this.#advancing) throw new Error('A tick of this world is under way already.');
    this.#advancing = true;
    try {
      return await advance(this.#parts);
    } finally {
      this.#advancing = false;
    }
  }

  /** The second half; `deliver` gets the views before memory is written. Not twice at once either. */
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
   * Draws a sketched place into memory, one look after the other, between the ticks. What memory does not
   * take up then follows the sketch when somebody looks there. Stops early when `stopped` says so.
   */
  paint(sketch: Sketch, on: Pick<PainterParts, 'progress' | 'stopped'> = {}): Promise<SketchResult> {
    const { state, lighting, memory, model, manifest, room, roomSeed, sketches } = this.#parts;
    sketches.push(sketch);
    if (sketches.length > mostSketches) sketches.shift();
    const now = () => ({ tick: state.tick, controls: lighting.drawn });
    return paintSketch(sketch, { memory, model, manifest, room, roomSeed, now, ...on });
  }

  /** A seed from which a world like this one, as it is now, begins: its memory, entities, and the controls asked for. */
  toSeed(): WorldSeed {
    const { memory, state } = this.#parts;
    return {
      ...this.#seed,
      entities: seedEntities(state),
      asked: Object.fromEntries(state.controls),
      keyframes: [...memory.keyframes],
    };
  }

  /** Ends it: what its memory holds does not count any more. */
  close(): void {
    this.#parts.memory.close?.();
  }

  report(): WorldReport {
    return this.statistics.report(this.#parts.memory.size);
  }
}
