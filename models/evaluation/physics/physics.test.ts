import { beforeAll, describe, expect, it } from 'vitest';
import { testManifest } from '../../../server/world/world.fixture.ts';
import type { Physics } from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { generateWorld } from '../../reference/world.ts';
import { captureWorld } from '../../reference/world-capture.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { type MotionSource, referenceSource } from '../rollout/motion-source.ts';
import { tryBalls } from './ball-trial.ts';
import { type LawFigures, PhysicsJudge } from './physics-judge.ts';
import { playPhysics } from './physics-play.ts';

const reference = generateWorld(1_900_100);
const worldSeed = captureWorld(reference, {
  title: 'A world without pictures',
  keyframes: 0,
  intrinsics: testManifest.view,
  controls: defaultControls,
});
const world = { seed: reference.seed, reference, worldSeed };

/** The reference with other physics than the test's. */
const under =
  (wrong: Partial<Physics>): MotionSource =>
  (state, grid, physics) =>
    referenceSource(state, grid, { ...physics, ...wrong });

/** The reference without walls. */
const wallless: MotionSource = (state, _grid, physics) =>
  referenceSource(state, { cellSize: 1, solidAt: () => false }, physics);

async function measure(source: MotionSource): Promise<LawFigures> {
  const { view, motion } = testManifest;
  const manifest: Manifest = {
    ...testManifest,
    view: { ...view, rate: 12 },
    motion: { ...motion, speedLimit: 9, physics: defaultPhysics },
  };
  const judge = new PhysicsJudge();
  const { statistics } = judge;
  const play = { world, grid: reference, source, manifest, ticks: 60, statistics };
  for await (const { steps, apart } of playPhysics(play)) {
    for (const step of steps) judge.step(step, reference, defaultPhysics, 1 / 12);
    for (const [i, step] of steps.entries()) judge.far(step.after.kind, apart[i]);
  }
  for (const trial of await tryBalls({ world, source, manifest, trials: 6 })) judge.ball(trial);
  return judge.figures;
}

describe('the laws of motion', () => {
  let right: LawFigures;
  beforeAll(async () => {
    right = await measure(referenceSource);
  });

  it('hold for the reference itself', () => {
    expect(right.open.player).toBeLessThan(1e-3);
    expect(right.open.ball).toBeLessThan(1e-3);
    expect(right.ball.bounce).toBeLessThan(1e-3);
    // The engine's limits stop a ball that is nearly at rest.
    expect(right.ball.roll).toBeLessThan(0.01);
    expect(right.ball.gained).toBeLessThan(1e-3);
    expect(right.ball.bounces).toBeGreaterThan(5);
    expect(right.ball.rolls).toBeGreaterThan(3);
    for (const { met, found } of Object.values(right.contacts)) {
      expect(met).toBeGreaterThan(5);
      expect(found / met).toBeGreaterThan(0.95);
    }
    // The engine's players push from a few centimetres farther away than the reference's.
    expect(right.free.turned / right.free.steps).toBeLessThan(0.02);
    expect(right.violations).toBe(0);
  });

  it('do not hold with less gravity', async () => {
    const wrong = await measure(under({ gravity: 5 }));
    expect(wrong.step.metres).toBeGreaterThan(3 * right.step.metres);
    expect(wrong.open.ball).toBeGreaterThan(0.02);
    expect(wrong.open.player).toBeGreaterThan(0.005);
    expect(wrong.far.ball).toBeGreaterThan(right.far.ball);
  });

  it('do not hold with more friction', async () => {
    const wrong = await measure(under({ friction: 1.2 }));
    expect(wrong.ball.roll).toBeGreaterThan(0.1);
    expect(wrong.ball.bounce).toBeLessThan(0.01);
  });

  it('do not hold for a ball that gains speed when it bounces', async () => {
    const wrong = await measure(under({ bounce: 1.2 }));
    expect(wrong.ball.bounce).toBeGreaterThan(0.5);
    expect(wrong.ball.gained).toBeGreaterThan(0.2);
  });

  it('do not hold for a ball that does not bounce', async () => {
    const wrong = await measure(under({ bounce: 0 }));
    expect(wrong.ball.bounce).toBeCloseTo(1, 1);
    expect(wrong.ball.gained).toBeLessThan(1e-3);
  });

  it('do not hold without walls', async () => {
    const wrong = await measure(wallless);
    const { met, found } = wrong.contacts.wall;
    expect(met).toBeGreaterThan(5);
    expect(found).toBe(0);
    expect(wrong.limited.wall).toBeGreaterThan(0.02);
  });
});

describe('a step', () => {
  const [spawn] = reference.spawns;
  const before = { ...spawn, kind: 'player', y: 0, heading: 0, vx: 0, vy: 0, vz: 0 } as const;

  it('that ends in a wall is a violation, and one that is deflected without contact is counted', () => {
    const judge = new PhysicsJudge();
    const inWall = { ...before, x: -0.5 };
    judge.step(
      { before, after: inWall, action: undefined, obstacles: [] },
      reference,
      defaultPhysics,
      1 / 12,
    );
    const thrown = { ...before, vx: 2 };
    judge.step(
      { before, after: thrown, action: undefined, obstacles: [] },
      reference,
      defaultPhysics,
      1 / 12,
    );
    expect(judge.figures.violations).toBe(0.5);
    expect(judge.figures.free.turned).toBe(1);
  });

  it('that lands has ground contact, and one that keeps falling has not', () => {
    const judge = new PhysicsJudge();
    const falling = { ...before, kind: 'ball', y: 0.1, vy: -3 } as const;
    const fallen = { ...falling, y: 0, vy: falling.vy - defaultPhysics.gravity / 12 };
    for (const after of [fallen, { ...falling, y: 0, vy: 1.8 }]) {
      const step = { before: falling, after, action: undefined, obstacles: [] };
      judge.step(step, reference, defaultPhysics, 1 / 12);
    }
    expect(judge.figures.contacts.ground).toEqual({ met: 2, found: 1 });
  });
});
