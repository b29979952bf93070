import { moveBodies } from '../../../server/world/physics/motion.ts';
import { Statistics } from '../../../server/world/statistics.ts';
import type { WorldState } from '../../../server/world/world-state.ts';
import { neutralAction } from '../../../shared/action.ts';
import { type BodyState, bodyRadius, type Physics } from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { stepBody } from '../../reference/physics.ts';
import { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import { clearPlace } from '../rollout/clear-place.ts';
import type { MotionSource } from '../rollout/motion-source.ts';
import { applyChange } from './physics-play.ts';

/** A ball's trajectory and the reference's from the same state. */
export interface BallTrial {
  /** Peak heights of the bounces after the fall, metres. */
  bounces: { judged: number; reference: number }[];
  /**
   * Metres along the ground until the reference's ball rests or has contact, or the time is over; undefined
   * for a fall.
   */
  roll: { judged: number; reference: number } | undefined;
  /** Energy that the ball gained, as a share of its initial energy: the sum of gains, without losses. */
  gained: { judged: number; reference: number };
}

export interface BallTrialOptions {
  world: { seed: number; reference: ReferenceWorld };
  source: MotionSource;
  /** The pack's manifest, with the physics of the trial. */
  manifest: Manifest;
  /** Number of falls, and of rolls. */
  trials: number;
}

/** Ticks for which a ball is observed. */
const ticks = 100;
/** Heights in metres from which balls fall, and speeds at which they roll, metres a second. */
const heights = [0.4, 1.2] as const;
const paces = [1, 6] as const;
/** Metres a second, sideways, of a falling ball. */
const drift = 0.5;
/** Metres of free space around a ball at the start. */
const fallRoom = bodyRadius('ball') + 0.5;
/** Bounces lower than this (m) are not compared, nor are shorter rolls. */
const lowest = 0.1;
const shortest = 0.5;

/** Measures falling and rolling balls in a world without other entities. */
export async function tryBalls(options: BallTrialOptions): Promise<BallTrial[]> {
  const { world, manifest, trials } = options;
  const random = new Random(world.seed + 5);
  const place = () => clearPlace(world.reference, world.reference.size, [], fallRoom, random);
  const ball = (y: number, speed: number): BodyState => {
    const direction = random.range(-Math.PI, Math.PI);
    const [vx, vz] = [Math.sin(direction) * speed, Math.cos(direction) * speed];
    return { kind: 'ball', ...place(), y, heading: random.range(-Math.PI, Math.PI), vx, vy: 0, vz };
  };
  const starts = Array.from({ length: trials }, () => [
    ball(random.range(...heights), random.range(0, drift)),
    ball(0, random.range(...paces)),
  ]).flat();
  return Promise.all(
    starts.map(async (start) => {
      const reference = referenceWay(start, world.reference, manifest);
      const judged = await engineWay(start, options, reference.path.length);
      return compare(judged, reference.path, reference.free, manifest.motion.physics);
    }),
  );
}

/**
 * States of a ball from the start on, tick by tick; `free` is the number of ticks before its first contact
 * except with the ground.
 */
function referenceWay(start: BodyState, world: ReferenceWorld, { view, motion }: Manifest) {
  const body = { ...start };
  const path = [{ ...body }];
  let free = ticks;
  for (let tick = 0; tick < ticks; tick++) {
    const change = stepBody(world, [], body, neutralAction, motion.physics, 1 / view.rate);
    if (change.contact > 0) free = Math.min(free, tick);
    applyChange(body, change);
    path.push({ ...body });
  }
  return { path, free };
}

async function engineWay(start: BodyState, options: BallTrialOptions, length: number): Promise<BodyState[]> {
  const { world, manifest, source } = options;
  const body = { ...start };
  const state: WorldState = {
    tick: 0,
    players: new Map(),
    entities: new Map([['ball', { kind: 'ball', body }]]),
    controls: new Map(),
    guidance: 1,
    nextEntity: 1,
  };
  const model = source(state, world.reference, manifest.motion.physics);
  const path = [{ ...body }];
  const statistics = new Statistics();
  while (path.length < length) {
    await moveBodies(state, [], new Map(), world.reference, model, manifest, statistics);
    path.push({ ...body });
  }
  return path;
}

function compare(
  judged: readonly BodyState[],
  reference: readonly BodyState[],
  free: number,
  physics: Physics,
): BallTrial {
  const falls = reference[0].y > 0;
  const own = leaps(judged, physics);
  const bounces = leaps(reference, physics)
    .filter((height) => height >= lowest)
    .map((height, i) => ({ reference: height, judged: own[i] ?? 0 }));
  const roll = { judged: way(judged, free), reference: way(reference, free) };
  return {
    bounces: falls ? bounces : [],
    roll: falls || roll.reference < shortest ? undefined : roll,
    gained: { judged: gains(judged, physics), reference: gains(reference, physics) },
  };
}

/**
 * Peak heights of the flights after the first, metres. The ballistic height that follows from the velocity is
 * added to the highest sampled state, so that the result does not depend on where ticks lie in a flight.
 */
function leaps(path: readonly BodyState[], { gravity }: Physics): number[] {
  const highest: BodyState[] = [path[0]];
  for (const [i, body] of path.entries()) {
    if (i === 0) continue;
    const leapt = body.vy > path[i - 1].vy + 1e-6;
    if (leapt && body.vy > 0) highest.push(body);
    else if (body.y > highest[highest.length - 1].y) highest[highest.length - 1] = body;
  }
  return highest.slice(1).map(({ y, vy }) => y + (vy * vy) / (2 * gravity));
}

/** Metres along the ground over the first `count` ticks. */
function way(path: readonly BodyState[], count: number): number {
  let length = 0;
  for (let i = 1; i <= count; i++) {
    length += Math.hypot(path[i].x - path[i - 1].x, path[i].z - path[i - 1].z);
  }
  return length;
}

function gains(path: readonly BodyState[], { gravity }: Physics): number {
  const energy = ({ y, vx, vy, vz }: BodyState) => gravity * y + (vx * vx + vy * vy + vz * vz) / 2;
  let gained = 0;
  for (let i = 1; i < path.length; i++) gained += Math.max(0, energy(path[i]) - energy(path[i - 1]));
  return gained / energy(path[0]);
}
