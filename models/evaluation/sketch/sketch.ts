import type { GeneratedView } from '../../../server/contracts/view.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { paintSketch } from '../../../server/world/sketch/sketch-painter.ts';
import { behindSketch } from '../../../server/world/sketch/sketched-sky.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { PlanSketch, Sketch } from '../../../shared/sketch.ts';
import { Random } from '../../reference/random.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { newcomerView, startingControls } from '../rollout/newcomer-view.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import { SketchJudge } from './sketch-judge.ts';
import { camerasAt, randomPlan, truePlan } from './sketch-plans.ts';

/** Shares (0 to 1) of the unseen wall pixels that are drawn within 0.25 m of the sketch. */
export interface SketchFollowed {
  /** Views after the sketch was drawn into memory, as players see them. */
  painted: number;
  /** First views, with the sketch. */
  first: number;
  /** First views, without a sketch. */
  without: number;
  /** Share of the walls at the height of bodies, within 6 m, that are solid in the room's grid nearby. */
  solid: number;
  pixels: number;
  /** Keyframes that memory kept, mean over places. */
  kept: number;
}

export interface SketchFigures {
  /** Plans of the world itself, around places that its keyframes do not show. */
  world: SketchFollowed;
  /** Random walls. */
  random: SketchFollowed;
}

/** Keyframes that a world keeps, so that most of it was never seen. */
const keyframesLeft = 3;
const extent = { full: { worlds: 8, views: 12 }, quick: { worlds: 1, views: 8 } } as const;

/** Sketches unseen places, draws them, and compares. Deterministic for a pack and its worlds. */
export async function measureSketch(
  pack: Pick<Pack, 'manifest'>,
  generator: Pick<ViewSource, 'generate'>,
  worlds: readonly HeldOutWorld[],
  { quick, drawn = () => {} }: { quick: boolean; drawn?(views: readonly GeneratedView[]): void },
): Promise<SketchFigures> {
  const { worlds: most, views } = extent[quick ? 'quick' : 'full'];
  const judged = worlds.slice(0, most);
  const follow = async (planOf: (world: HeldOutWorld, random: Random) => PlanSketch) => {
    const judges = {
      painted: new SketchJudge(pack.manifest.view),
      first: new SketchJudge(pack.manifest.view),
      without: new SketchJudge(pack.manifest.view),
    };
    let kept = 0;
    for (const world of judged) {
      const random = new Random(world.seed + 5);
      const plan = planOf(world, random);
      const place = new SketchedPlace(pack, generator, world);
      const cameras = camerasAt(plan, views, random);
      const without = await Promise.all(cameras.map((camera, i) => place.draw(camera, i)));
      const first = await Promise.all(cameras.map((camera, i) => place.draw(camera, i, plan, true)));
      kept += await place.paint(plan);
      const painted = await Promise.all(cameras.map((camera, i) => place.draw(camera, i, plan)));
      for (const [i, before] of without.entries()) {
        judges.without.judge(plan, without[i], before);
        judges.first.judge(plan, first[i], before);
        judges.painted.judge(plan, painted[i], before, place.memory.heights);
        drawn([without[i], first[i], painted[i]]);
      }
    }
    const { painted, first, without } = judges;
    return {
      painted: painted.figures.right,
      first: first.figures.right,
      without: without.figures.right,
      solid: painted.figures.solid,
      pixels: painted.figures.pixels,
      kept: kept / judged.length,
    };
  };
  return {
    world: await follow((world) =>
      truePlan(
        world.reference,
        world.worldSeed.keyframes.slice(0, keyframesLeft).map(({ pose }) => pose),
      ),
    ),
    random: await follow((_, random) => randomPlan(random)),
  };
}

/** A partly known held-out world, and a viewer in it. */
class SketchedPlace {
  readonly memory: RoomMemory;
  readonly #pack: Pick<Pack, 'manifest'>;
  readonly #generator: Pick<ViewSource, 'generate'>;
  readonly #seed: number;

  constructor(
    pack: Pick<Pack, 'manifest'>,
    generator: Pick<ViewSource, 'generate'>,
    { seed, worldSeed }: HeldOutWorld,
  ) {
    this.#pack = pack;
    this.#generator = generator;
    this.#seed = seed;
    this.memory = new RoomMemory(pack.manifest);
    for (const keyframe of worldSeed.keyframes.slice(0, keyframesLeft)) this.memory.remember(keyframe);
  }

  /** A view as a room draws it or, if `painting`, as it draws a sketch into memory. */
  async draw(camera: Pose, tick: number, sketch?: Sketch, painting = false): Promise<GeneratedView> {
    const found = this.memory.retrieve(camera);
    const { view: intrinsics } = this.#pack.manifest;
    const keyframes = sketch && painting ? behindSketch(found, sketch, camera, intrinsics) : found;
    const viewer = { room: 'world', view: 'newcomer', roomSeed: this.#seed, tick, camera };
    const request = { ...newcomerView(this.#pack.manifest, viewer), keyframes };
    const [view] = await this.#generator.generate([{ ...request, sketches: sketch ? [sketch] : [] }]);
    return view;
  }

  /** Draws the sketch into memory; returns the number of keyframes kept. */
  async paint(sketch: Sketch): Promise<number> {
    // A room draws at most one such view a tick.
    let tick = 0;
    const controls = startingControls(this.#pack.manifest);
    const { kept } = await paintSketch(sketch, {
      memory: this.memory,
      model: this.#generator,
      manifest: this.#pack.manifest,
      room: 'world',
      roomSeed: this.#seed,
      now: () => ({ tick: tick++, controls }),
    });
    return kept;
  }
}

const percent = (share: number) => (Number.isFinite(share) ? (100 * share).toFixed(1) : '–');

/** The figures as text for people. */
export function describeSketch({ world, random }: SketchFigures): string {
  const line = (name: string, followed: SketchFollowed) =>
    `  ${name}  ${percent(followed.painted).padStart(5)}  ${percent(followed.first).padStart(5)}  ${percent(followed.without).padStart(5)}  ${percent(followed.solid).padStart(5)}   ${followed.pixels} pixels, ${followed.kept.toFixed(1)} keyframes a place`;
  return [
    'sketch: wall pixels that nobody has seen, drawn within 0.25 m of where they were sketched (%): once the sketch is',
    'in memory, at the first view with it, at the first view without one; and walls that are solid then',
    line('the worlds own walls', world),
    line('walls placed anyhow ', random),
  ].join('\n');
}
