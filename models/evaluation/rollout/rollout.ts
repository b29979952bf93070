import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { GeneratedView, ViewRequest } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { cameraOf } from '../../../server/world/views/view-requests.ts';
import { World } from '../../../server/world/world.ts';
import {
  drawnEntity,
  movingBodies,
  obstaclesFor,
  type Player,
  playerEntity,
} from '../../../server/world/world-state.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import type { Entity } from '../../../shared/entity.ts';
import { type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import type { BodyState } from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { lookNames } from '../../reference/looks.ts';
import { Random } from '../../reference/random.ts';
import { createFrame, type Frame, type RenderControls } from '../../reference/rendering/renderer.ts';
import { defaultControls, type HeldOutWorld } from './held-out.ts';
import { NextFrame, type NextFrames } from './next-frame.ts';
import { type RecallRule, recallBy } from './recall-rule.ts';
import { SecondView } from './second-view.ts';
import { Trail } from './trail.ts';
import { Walker } from './walker.ts';

/** One player's view of one tick, and the reference's. */
export interface Observation {
  /** The held-out world's seed. */
  world: number;
  tick: number;
  player: string;
  camera: Pose;
  view: GeneratedView;
  /** The reference's render of the same state at the same camera. */
  truth: Frame;
  /** The keyframe with the nearest pose, from memory before the view was drawn. */
  nearest: Keyframe;
  /** The same view drawn after reference frames instead of the model's own, on some ticks. */
  nextFrame: NextFrames | undefined;
  /** The same place drawn for a second player beside the first, on some ticks. */
  second: GeneratedView | undefined;
  /** The requested controls of the view, and the reference's render of them. */
  asked?: { controls: Required<RenderControls>; truth: Frame };
  /** Positions of the other players. */
  others: readonly Entity[];
  /** Everything that the reference drew beside the place: the other players among it. */
  entities: readonly Entity[];
}

/** One body's tick. */
export interface BodyStep {
  before: BodyState;
  after: BodyState;
  /** Undefined for a ball. */
  action: Action | undefined;
  /** Entities that it could touch, before the tick. */
  obstacles: readonly Entity[];
}

/** Draws the views and moves the bodies. */
export type ViewSource = Pick<Generator, 'generate' | 'move'>;

export interface RolloutOptions {
  pack: Pack;
  generator: ViewSource;
  world: HeldOutWorld;
  players: number;
  ticks: number;
  /** True for players without any inputs. */
  idle?: boolean;
  /** Size of the pictures; the views' own by default. */
  size?: PictureSize;
  /** Which keyframes views are drawn from; the engine's own rule by default. */
  recall?: RecallRule;
  /** Ticks at the end in which players retrace the positions of their first ticks; 0 by default. */
  retraced?: number;
  /** The requested controls of a tick; undefined before the first request. */
  asks?(tick: number): Required<RenderControls> | undefined;
  /** Whether a tick is observed; the reference renders only observed ones. By default, all are. */
  observes?(tick: number): boolean;
}

export interface RolloutTick {
  /** Observations of the players who are not inside something solid. */
  observations: Observation[];
  /** Players of an observed tick who are inside something solid. */
  astray: number;
  steps: BodyStep[];
  /** Keyframes in memory after the tick. */
  remembered: number;
}

/**
 * Plays like a room: the engine's own world, memory and generator, driven by scripted players. The reference
 * only renders the truth of views that were already drawn. Deterministic for a seed.
 */
export async function* rollout(options: RolloutOptions): AsyncGenerator<RolloutTick> {
  const {
    pack,
    generator,
    world: held,
    players,
    ticks,
    idle = false,
    size,
    recall = 'coverage',
    retraced = 0,
    observes = () => true,
    asks = () => undefined,
  } = options;
  const { manifest } = pack;
  const { memory, kept } = watchedMemory(manifest, held.worldSeed.keyframes);
  if (recall !== 'coverage') {
    const lots = new Random(held.seed + 2);
    const retrieve = memory.retrieve.bind(memory);
    const count = manifest.memory.slots - 1;
    memory.retrieve = (camera) => recallBy(recall, { own: retrieve(camera), kept, count, random: lots });
  }
  const nextFrame = new NextFrame(generator, manifest, held.worldSeed);
  const secondView = new SecondView(generator, memory, manifest);
  /** The last request of each view. */
  const asked = new Map<string, ViewRequest>();
  const model = {
    generate: (requests: readonly ViewRequest[]) => {
      for (const request of requests) asked.set(request.view, request);
      return generator.generate(requests, { warp: true });
    },
    move: (features: Float32Array, bodies: number) => generator.move(features, bodies),
  };
  const world = new World({ pack, seed: held.worldSeed, generator: model, memory, roomSeed: held.seed });
  const random = new Random(held.seed + 1);
  const walkers = Array.from({ length: players }, (_, i) => {
    const id = `player-${i}`;
    world.join(id, id);
    if (size) world.pictureSizes.set(id, size);
    return { id, walker: new Walker(held.reference, random), trail: new Trail() };
  });

  for (let tick = 0; tick < ticks; tick++) {
    const actions = new Map<BodyState, Action>();
    for (const { id, walker } of walkers) {
      const player = playerOf(world, id);
      const other = walkers.find((w) => w.id !== id);
      const action = idle
        ? neutralAction
        : walker.act(player.body, player.pitch, other && playerOf(world, other.id).body);
      world.setInput(id, { sequence: tick + 1, action });
      actions.set(player.body, action);
    }
    const before = movingBodies(world.state).map((body) => ({
      body,
      copy: { ...body },
      obstacles: obstaclesFor(world.state, body),
    }));
    const requested = asks(tick);
    if (requested) {
      const { timeOfDay, fog, look } = requested;
      world.ask(new Map(Object.entries({ timeOfDay, fog, theme: lookNames.indexOf(look) })));
    }
    await world.advance();
    for (const { id, trail } of walkers) {
      if (tick < retraced) trail.record(playerOf(world, id));
      if (tick >= ticks - retraced) trail.lead(playerOf(world, id), tick - (ticks - retraced));
    }
    const steps = before.map(({ body, copy, obstacles }) => {
      // A player turns before it walks.
      const turned = { ...copy, heading: body.heading };
      return { before: turned, after: { ...body }, action: actions.get(body), obstacles };
    });
    if (!observes(tick)) {
      await world.draw();
      yield { observations: [], astray: 0, steps, remembered: memory.size };
      continue;
    }
    // A view from inside a wall has no reference.
    const [judged, astray] = partition(walkers, ({ id }) => {
      const { x, z } = playerOf(world, id).body;
      return !held.reference.solidAt(Math.floor(x), Math.floor(z));
    });
    const cameras = judged.map(({ id }) => cameraOf(playerOf(world, id), manifest));
    const nearest = cameras.map((camera) => nearestKeyframe(camera, kept));
    const drawing = world.draw();
    const truths = judged.map(({ id }, i) => {
      const truth = createFrame(manifest.view);
      const others = entitiesBeside(world, id);
      held.renderer.render(cameras[i], others.all, defaultControls, truth);
      if (!requested) return { truth, all: others.all, others: others.players };
      const relit = createFrame(manifest.view);
      held.renderer.render(cameras[i], others.all, requested, relit);
      return { truth, asked: { controls: requested, truth: relit }, all: others.all, others: others.players };
    });
    const views = await drawing;
    const observations: Observation[] = [];
    for (const [i, { id }] of judged.entries()) {
      const view = views.find((v) => v.view === id);
      const drawn = asked.get(id);
      if (view === undefined || drawn === undefined) throw new Error(`tick ${tick} drew no view for ${id}`);
      // A view that is delivered again was asked for on an earlier tick.
      const request = { ...drawn, tick: view.tick };
      observations.push({
        world: held.seed,
        tick,
        player: id,
        camera: cameras[i],
        view,
        nearest: nearest[i],
        truth: truths[i].truth,
        nextFrame: await nextFrame.draw(request, truths[i].truth),
        second: await secondView.draw(request, truths[i].all),
        ...(truths[i].asked && { asked: truths[i].asked }),
        others: truths[i].others,
        entities: truths[i].all,
      });
    }
    yield { observations, astray: astray.length, steps, remembered: memory.size };
  }
}

/** Elements that pass, and the others, in order. */
function partition<T>(all: readonly T[], passes: (one: T) => boolean): [T[], T[]] {
  return [all.filter(passes), all.filter((one) => !passes(one))];
}

/** A room's memory that records what it was given to keep. */
function watchedMemory(manifest: Manifest, seed: readonly Keyframe[]) {
  const memory = new RoomMemory(manifest);
  const kept = [...seed];
  const write = memory.write.bind(memory);
  memory.write = (view, author) => {
    const written = write(view, author);
    if (written) kept.push(written);
    return written;
  };
  return { memory, kept };
}

/** Weight of a radian of rotation in metres when the nearest keyframe is searched. */
const metresPerRadian = 2;

function nearestKeyframe(camera: Pose, keyframes: readonly Keyframe[]): Keyframe {
  const distance = ({ pose }: Keyframe) =>
    Math.hypot(pose.x - camera.x, pose.y - camera.y, pose.z - camera.z) +
    metresPerRadian * Math.hypot(wrapAngle(pose.yaw - camera.yaw), pose.pitch - camera.pitch);
  return keyframes.reduce((best, keyframe) => (distance(keyframe) < distance(best) ? keyframe : best));
}

export function playerOf(world: World, id: string): Player {
  const player = world.state.players.get(id);
  if (player === undefined) throw new Error(`${id} is not in the world`);
  return player;
}

/** The other players, and all entities except player `id`. */
export function entitiesBeside(world: World, id: string): { all: Entity[]; players: Entity[] } {
  const players = [...world.state.players.values()].filter((p) => p.id !== id).map(playerEntity);
  const things = [...world.state.entities.values()].map(drawnEntity).filter((e) => e !== undefined);
  return { all: [...players, ...things], players };
}
