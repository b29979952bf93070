import { MoveBatch } from '../../../server/generation/move-batch.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import type { Physics } from '../../../shared/motion-features.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { trainedPhysics } from '../../reference/trained-physics.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { type MotionModel, type MotionSource, referenceSource } from '../rollout/motion-source.ts';
import { tryBalls } from './ball-trial.ts';
import { type LawFigures, PhysicsJudge } from './physics-judge.ts';
import { playPhysics } from './physics-play.ts';
import { physicsParameters, physicsSettings } from './physics-settings.ts';

/**
 * Measures how well the motion network, moved by the engine's own code, keeps the reference's laws inside and
 * outside the physics that it was trained on (after Kang et al., "How Far is Video Generation from World
 * Model: A Physical Law Perspective", 2024).
 */
export interface PhysicsFigures {
  trained: Record<keyof Physics, readonly [number, number]>;
  /** Ticks of play on each world under each setting. */
  ticks: number;
  /** The pack's own physics; the grid is the reference's. */
  default: LawFigures;
  /** The same with the grid that the engine reads from the world seed's pictures. */
  remembered: LawFigures;
  /** The same with the reference instead of the network: the error of the engine's limits alone. */
  limitsAlone: LawFigures;
  /** One parameter changed, the others at their defaults; means over its values. */
  parameters: Record<keyof Physics, Record<'inside' | 'outside', { values: number[]; figures: LawFigures }>>;
}

export interface PhysicsOptions {
  quick: boolean;
}

/** Ticks of play over which errors accumulate. */
const ticks = 100;
/** Number of worlds, and of falls and rolls in each under each setting. */
const extent = { full: { worlds: 8, trials: 12 }, quick: { worlds: 2, trials: 8 } } as const;

/** Uses the first few of the worlds. Deterministic for a pack and its worlds. */
export async function measurePhysics(
  pack: Pick<Pack, 'manifest'>,
  model: MotionModel,
  worlds: readonly HeldOutWorld[],
  { quick }: PhysicsOptions,
): Promise<PhysicsFigures> {
  const { worlds: most, trials } = extent[quick ? 'quick' : 'full'];
  const batch = new MoveBatch(model);
  const network: MotionSource = () => batch;
  const settings = physicsSettings(quick);

  const measure = async (
    physics: readonly Physics[],
    source: MotionSource = network,
    grid: 'true' | 'remembered' = 'true',
  ): Promise<LawFigures> => {
    const judge = new PhysicsJudge();
    const tasks = worlds.slice(0, most).flatMap((world) =>
      physics.map(async (law) => {
        const manifest = { ...pack.manifest, motion: { ...pack.manifest.motion, physics: law } };
        const solid = grid === 'true' ? world.reference : rememberedGrid(pack, world);
        const play = { world, grid: solid, source, manifest, ticks, statistics: judge.statistics };
        let ends: { kind: 'player' | 'ball'; apart: number }[] = [];
        for await (const { steps, apart } of playPhysics(play)) {
          for (const step of steps) judge.step(step, world.reference, law, 1 / manifest.view.rate);
          ends = steps.map(({ after }, i) => ({ kind: after.kind, apart: apart[i] }));
        }
        for (const { kind, apart } of ends) judge.far(kind, apart);
        for (const trial of await tryBalls({ world, source, manifest, trials })) judge.ball(trial);
      }),
    );
    await Promise.all(tasks);
    return judge.figures;
  };

  const measureSide = async (parameter: keyof Physics, inside: boolean) => {
    const chosen = settings.filter((setting) => setting.parameter === parameter && setting.inside === inside);
    const physics = chosen.map((setting) => setting.physics);
    return { values: physics.map((law) => law[parameter]), figures: await measure(physics) };
  };
  const measured = await Promise.all(
    physicsParameters.map(async (parameter) => ({
      parameter,
      inside: await measureSide(parameter, true),
      outside: await measureSide(parameter, false),
    })),
  );
  const of = (wanted: keyof Physics) => {
    const found = measured.find(({ parameter }) => parameter === wanted);
    if (found === undefined) throw new Error(`${wanted} was not measured`);
    return { inside: found.inside, outside: found.outside };
  };
  return {
    trained: trainedPhysics,
    ticks,
    default: await measure([defaultPhysics]),
    remembered: await measure([defaultPhysics], network, 'remembered'),
    limitsAlone: await measure([defaultPhysics], referenceSource),
    parameters: { gravity: of('gravity'), friction: of('friction'), bounce: of('bounce') },
  };
}

function rememberedGrid({ manifest }: Pick<Pack, 'manifest'>, world: HeldOutWorld) {
  const memory = new RoomMemory(manifest);
  for (const keyframe of world.worldSeed.keyframes) memory.remember(keyframe);
  return memory.heights;
}
