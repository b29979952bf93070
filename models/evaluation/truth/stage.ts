import { isSameSize, type PictureSize } from '../../../server/contracts/picture.ts';
import { type GeneratedView, pictureOf, type ViewRequest } from '../../../server/contracts/view.ts';
import type { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import type { StandingPose } from '../../../server/world/spawn.ts';
import { cameraOf } from '../../../server/world/views/view-requests.ts';
import { World } from '../../../server/world/world.ts';
import { drawnEntity, type Player, playerEntity } from '../../../server/world/world-state.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import type { Entity } from '../../../shared/entity.ts';
import { type Intrinsics, type Pose, type Vector3, wrapAngle } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { playerOf, type ViewSource } from '../rollout/rollout.ts';
import { NewestFrames } from './newest-frames.ts';
import type { Scene } from './scene-question.ts';

/** What pictures are drawn from: the engine's own memory, the newest frames of each view, or no memory. */
export const sources = ['model', 'newest', 'none'] as const;
export type Source = (typeof sources)[number];

/** One view's pictures of one tick, uint8 [3, H, W], by what they were drawn from. */
export type Pictures = Record<Source, Uint8Array>;

/** Entities that are otherwise than in the state, by id; undefined = not there. */
export type Changes = ReadonlyMap<string, Entity | undefined>;

/** A held-out world, with a memory that holds its seed. */
export interface Scenery {
  /** Its renderer has the intrinsics of `view`. */
  held: HeldOutWorld;
  /** The pictures that players are shown: of the pack's view, or of one of its larger sizes. */
  view: Intrinsics;
  /** Rooms fork it. */
  memory: RoomMemory;
}

export interface StageOptions {
  pack: { readonly manifest: Manifest };
  generator: ViewSource;
  scenery: Scenery;
  /** Entities at the start, instead of the seed's. */
  entities: WorldSeed['entities'];
  roomSeed: number;
}

/** Ticks after which every player faces what it wants to. */
const mostFacingTicks = 40;
/** Radians. */
const facingTolerance = 1e-3;

/**
 * A room of its own for one case: the engine's world, a fork of the world's memory, and the shared generator. Players
 * act by inputs. Views are drawn when somebody looks.
 */
export class Stage {
  readonly world: World;
  readonly #generator: ViewSource;
  readonly #manifest: Manifest;
  readonly #shown: PictureSize;
  readonly #newest = new NewestFrames();
  /** The newest request of each view. */
  readonly #requests = new Map<string, ViewRequest>();
  #sequence = 0;

  constructor({ pack, generator, scenery, entities, roomSeed }: StageOptions) {
    this.#generator = generator;
    this.#manifest = pack.manifest;
    this.#shown = { width: scenery.view.width, height: scenery.view.height };
    const model: ViewSource = {
      generate: (requests: readonly ViewRequest[]) => {
        for (const request of requests) this.#requests.set(request.view, request);
        return generator.generate(requests);
      },
      move: (features: Float32Array, bodies: number) => generator.move(features, bodies),
    };
    const seed = { ...scenery.held.worldSeed, entities };
    this.world = new World({ pack, seed, generator: model, memory: scenery.memory.fork(), roomSeed });
  }

  join(id: string, stance: StandingPose): Player {
    const player = this.world.join(id, id, stance);
    this.world.pictureSizes.set(id, this.#shown);
    return player;
  }

  player(id: string): Player {
    return playerOf(this.world, id);
  }

  cameraOf(id: string): Pose {
    return cameraOf(this.player(id), this.#manifest);
  }

  /** One tick without pictures. Players without an action do nothing. */
  async act(actions: Readonly<Record<string, Partial<Action>>> = {}): Promise<void> {
    this.#sequence++;
    for (const id of this.world.state.players.keys()) {
      this.world.setInput(id, { sequence: this.#sequence, action: { ...neutralAction, ...actions[id] } });
    }
    await this.world.advance();
  }

  async idle(ticks: number): Promise<void> {
    for (let tick = 0; tick < ticks; tick++) await this.act();
  }

  /** Turns players by their own inputs until each faces its point. */
  async face(targets: Readonly<Record<string, Vector3>>): Promise<void> {
    const { turnRate, lookRate } = this.#manifest.actions;
    const { rate } = this.#manifest.view;
    const share = (angle: number, perSecond: number) => Math.max(-1, Math.min(1, (angle * rate) / perSecond));
    for (let tick = 0; tick < mostFacingTicks; tick++) {
      const left = Object.entries(targets).map(([id, point]) => ({ id, ...this.#offAim(id, point) }));
      if (left.every(({ yaw, pitch }) => Math.hypot(yaw, pitch) < facingTolerance)) return;
      const actions = left.map(({ id, yaw, pitch }) => {
        return [id, { turn: share(yaw, turnRate), look: share(pitch, lookRate) }] as const;
      });
      await this.act(Object.fromEntries(actions));
    }
  }

  /** Turns players by their own inputs until each has its point behind it. */
  faceAway(targets: Readonly<Record<string, Vector3>>): Promise<void> {
    const opposite = Object.entries(targets).map(([id, { x, z }]) => {
      const eye = this.cameraOf(id);
      return [id, { x: 2 * eye.x - x, y: eye.y, z: 2 * eye.z - z }] as const;
    });
    return this.face(Object.fromEntries(opposite));
  }

  /** Moves a player elsewhere at once, as one who walked there without being drawn. */
  lead(id: string, { x, z, yaw, pitch }: StandingPose): void {
    const player = this.player(id);
    Object.assign(player.body, { x, z, heading: yaw, vx: 0, vz: 0 });
    player.pitch = pitch;
  }

  /** Draws the views of these players alone. */
  async look(ids: readonly string[]): Promise<GeneratedView[]> {
    for (const id of this.world.state.players.keys()) this.world.setDrawn(id, ids.includes(id));
    const views = await this.world.draw();
    for (const view of views) this.#newest.record(view);
    return ids.map((id) => {
      const view = views.find((one) => one.view === id);
      if (view === undefined) throw new Error(`no view was drawn for ${id}`);
      return view;
    });
  }

  /** The views of these players, and the same requests drawn from what the baselines remember. */
  async picturesOf(ids: readonly string[]): Promise<Pictures[]> {
    // What the baseline remembers is older than the views that it is to draw.
    const newest = this.#newest.keyframes;
    const views = await this.look(ids);
    return Promise.all(
      views.map(async (drawn) => {
        const { view } = drawn;
        const request = this.#requests.get(view);
        if (request === undefined) throw new Error(`the view of ${view} was never requested`);
        const [[recent], [forgetful]] = await Promise.all(
          [newest, []].map((keyframes) => this.#generator.generate([{ ...request, keyframes }])),
        );
        return { model: this.#shownOf(drawn), newest: this.#shownOf(recent), none: this.#shownOf(forgetful) };
      }),
    );
  }

  /** What a camera, a player's by default, should see: the state, but for these changes. */
  scene(viewer: string, changes: Changes = new Map(), camera = this.cameraOf(viewer)): Scene {
    const { players, entities } = this.world.state;
    const others = [...players.values()].filter(({ id }) => id !== viewer).map(playerEntity);
    const things = [...entities].map(([id, thing]) => (changes.has(id) ? undefined : drawnEntity(thing)));
    return {
      camera,
      entities: [...others, ...things, ...changes.values()].filter((entity) => entity !== undefined),
    };
  }

  /**
   * What people are shown of a view.
   *
   * @throws Error if it was not drawn in the size of the pictures
   */
  #shownOf(view: GeneratedView): Uint8Array {
    const picture = pictureOf(view, this.#manifest.view);
    if (!isSameSize(picture, this.#shown)) {
      throw new Error(`a picture has ${picture.width}x${picture.height} pixels; draw larger ones natively`);
    }
    return picture.rgb;
  }

  #offAim(id: string, point: Vector3): { yaw: number; pitch: number } {
    const eye = this.cameraOf(id);
    const { pitchLimit } = this.#manifest.actions;
    const yaw = Math.atan2(point.x - eye.x, point.z - eye.z);
    const pitch = Math.atan2(point.y - eye.y, Math.hypot(point.x - eye.x, point.z - eye.z));
    const held = Math.max(-pitchLimit, Math.min(pitchLimit, pitch));
    return { yaw: wrapAngle(yaw - eye.yaw), pitch: held - eye.pitch };
  }
}
