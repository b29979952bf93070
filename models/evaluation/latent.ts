import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Action, neutralAction } from '../../shared/action.ts';
import { type Intrinsics, type Pose, wrapAngle } from '../../shared/camera.ts';
import { Random } from '../reference/random.ts';
import { createFrame, Renderer } from '../reference/renderer.ts';
import { Simulation } from '../reference/simulation.ts';
import { generateWorld } from '../reference/world.ts';
import { defaultControls } from './held-out.ts';
import { LinearProbe } from './linear-probe.ts';

/** Actions that are looked for in a code; the last one moves nobody. */
const actions = ['move', 'strafe', 'turn', 'look', 'jump', 'use'] as const;
export type LatentActionName = (typeof actions)[number];

/** How well a linear probe reads one action from codes; shares, 0 to 1. */
export interface Recovered {
  accuracy: number;
  /** Mean over what can happen, however often it does. */
  balanced: number;
  /** What saying the commonest thing every time would reach, and what guessing would of `balanced`. */
  majority: number;
  chance: number;
}

export interface LatentFigures {
  /** What was pressed: a walking player whom a wall stops is hard to tell from one who stands. */
  pressed: Record<LatentActionName, Recovered>;
  /** What came of it, by how the eye really moved; `use` moves nothing. */
  happened: Record<Exclude<LatentActionName, 'use'>, Recovered>;
  /** Mean accuracy over the actions that move the eye. */
  overall: { pressed: number; happened: number; balancedPressed: number; balancedHappened: number };
  /** Pairs of frames that the linear probe was fitted on, and judged on, in other worlds. */
  fitted: number;
  judged: number;
}

/** Motion below which the eye stands still: metres ahead, aside, radians of turn and look, metres up. */
const still = [0.03, 0.03, 0.02, 0.015, 0.03] as const;
const extent = {
  full: { fitted: 4, judged: 8, ticks: 110 },
  quick: { fitted: 2, judged: 2, ticks: 80 },
} as const;
/** Share of what is pressed that comes with a jump, which lasts ten ticks. */
const jumps = 0.06;
/** Worlds beside the held-out ones, for fitting. */
const fittedFrom = 1_500_000;

interface Pair {
  code: number[];
  pressed: number[];
  happened: number[];
}

/**
 * Whether actions can be read from the codes that models/training/latent_action.py gives to pairs of frames
 * without ever having seen an action: a linear probe is fitted on the codes of some worlds with the actions
 * as labels, and judged on other worlds. Frames and depths are the reference's.
 */
export async function measureLatentActions(
  file: string,
  seeds: readonly number[],
  intrinsics: Intrinsics,
  { quick }: { quick: boolean },
): Promise<LatentFigures> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const { fitted, judged, ticks } = extent[quick ? 'quick' : 'full'];
  const collect = async (worlds: readonly number[]) => {
    const pairs: Pair[] = [];
    for (const seed of worlds) pairs.push(...(await playPairs(session, seed, ticks, intrinsics)));
    return pairs;
  };
  const known = await collect(Array.from({ length: fitted }, (_, i) => fittedFrom + i));
  const asked = await collect(seeds.slice(0, judged));
  const read = (kind: 'pressed' | 'happened', axis: number): Recovered => {
    const classes = axis < still.length && !(kind === 'pressed' && axis >= 4) ? 3 : 2;
    const codes = known.map(({ code }) => code);
    const labels = known.map((pair) => pair[kind][axis]);
    const probe = new LinearProbe(codes, labels, classes);
    const answers = asked.map((pair) => ({ truth: pair[kind][axis], said: probe.classify(pair.code) }));
    return recovered(answers, classes);
  };
  const figures = {
    pressed: {
      move: read('pressed', 0),
      strafe: read('pressed', 1),
      turn: read('pressed', 2),
      look: read('pressed', 3),
      jump: read('pressed', 4),
      use: read('pressed', 5),
    },
    happened: {
      move: read('happened', 0),
      strafe: read('happened', 1),
      turn: read('happened', 2),
      look: read('happened', 3),
      jump: read('happened', 4),
    },
  };
  const mean = (kind: 'pressed' | 'happened', measure: 'accuracy' | 'balanced') => {
    const { move, strafe, turn, look, jump } = figures[kind];
    return [move, strafe, turn, look, jump].reduce((sum, each) => sum + each[measure], 0) / 5;
  };
  return {
    ...figures,
    overall: {
      pressed: mean('pressed', 'accuracy'),
      happened: mean('happened', 'accuracy'),
      balancedPressed: mean('pressed', 'balanced'),
      balancedHappened: mean('happened', 'balanced'),
    },
    fitted: known.length,
    judged: asked.length,
  };
}

/** Two players who press at random in one world; the pairs of frames that the first of them sees. */
async function playPairs(
  session: InferenceSession,
  seed: number,
  ticks: number,
  intrinsics: Intrinsics,
): Promise<Pair[]> {
  const world = generateWorld(seed);
  const simulation = new Simulation(world, { players: 2, seed });
  const renderer = new Renderer(world, intrinsics);
  const random = new Random(seed + 9);
  const players = [new RestlessHand(random), new RestlessHand(random)];
  const pairs: Pair[] = [];
  let before: { pose: Pose; frame: ReturnType<typeof createFrame> } | undefined;
  for (let tick = 0; tick <= ticks; tick++) {
    const pressed = players.map((player) => player.act());
    const grounded = simulation.players[0].body.y <= 1e-3;
    if (tick > 0) simulation.step(pressed);
    const pose = simulation.camera(0);
    const frame = createFrame(intrinsics);
    renderer.render(pose, simulation.entities(0), defaultControls, frame);
    if (before) {
      const code = await encode(session, before.frame, frame.rgb, intrinsics);
      pairs.push({
        code,
        pressed: pressedClasses(pressed[0], grounded),
        happened: happenedClasses(before.pose, pose),
      });
    }
    before = { pose, frame };
  }
  return pairs;
}

async function encode(
  session: InferenceSession,
  earlier: { rgb: Uint8Array; inverseDepth: Uint16Array },
  later: Uint8Array,
  { width, height }: Intrinsics,
): Promise<number[]> {
  const frames = new Uint8Array(2 * earlier.rgb.length);
  frames.set(earlier.rgb);
  frames.set(later, earlier.rgb.length);
  const { code } = await session.run({
    frames: new Tensor('uint8', frames, [1, 2, 3, height, width]),
    inverse_depth: new Tensor('int32', Int32Array.from(earlier.inverseDepth), [1, height, width]),
  });
  if (!(code.data instanceof Float32Array)) throw new Error(`the code is ${code.type}, expected float32`);
  return [...code.data];
}

/** Presses and lets go of everything at random, for a few ticks at a time. */
class RestlessHand {
  readonly #random: Random;
  #action: Action = { ...neutralAction };
  #ticks = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  act(): Action {
    // Buttons act when they go down.
    if (this.#ticks-- > 0) return { ...this.#action, use: false, jump: false };
    const random = this.#random;
    this.#ticks = 1 + random.integer(4);
    const axis = () => random.pick([-1, 0, 0, 1]);
    const turn = axis() * random.range(0.3, 1);
    const look = axis() * random.range(0.3, 1);
    this.#action = {
      ...neutralAction,
      move: random.pick([-1, 0, 1, 1]),
      strafe: axis(),
      turn,
      look,
      jump: random.next() < jumps,
      use: random.next() < 0.3,
    };
    return this.#action;
  }
}

/** By action: 0 (back, left, down), 1 (nothing) or 2 (forward, right, up); buttons 0 or 1. */
function pressedClasses(action: Action, grounded: boolean): number[] {
  const axes = (['move', 'strafe', 'turn', 'look'] as const).map((name) => Math.sign(action[name]) + 1);
  // In the air the button does nothing.
  return [...axes, action.jump && grounded ? 1 : 0, action.use ? 1 : 0];
}

/** The same of how the eye moved, along the heading that it had then, and up. */
function happenedClasses(before: Pose, after: Pose): number[] {
  const x = after.x - before.x;
  const z = after.z - before.z;
  const ahead = x * Math.sin(after.yaw) + z * Math.cos(after.yaw);
  const aside = x * Math.cos(after.yaw) - z * Math.sin(after.yaw);
  const motion = [
    ahead,
    aside,
    wrapAngle(after.yaw - before.yaw),
    after.pitch - before.pitch,
    after.y - before.y,
  ];
  return motion.map((value, axis) => (value > still[axis] ? 2 : value < -still[axis] ? 0 : 1));
}

function recovered(answers: readonly { truth: number; said: number }[], classes: number): Recovered {
  const shares: number[] = [];
  let most = 0;
  for (let c = 0; c < classes; c++) {
    const happened = answers.filter(({ truth }) => truth === c);
    most = Math.max(most, happened.length);
    if (happened.length > 0) shares.push(happened.filter(({ said }) => said === c).length / happened.length);
  }
  return {
    accuracy: answers.filter(({ truth, said }) => truth === said).length / answers.length,
    balanced: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    majority: most / answers.length,
    chance: 1 / shares.length,
  };
}

/** The figures as lines for people. */
export function describeLatent(figures: LatentFigures): string {
  const share = (value: number) => value.toFixed(3);
  const { overall, pressed, happened } = figures;
  const cells = ({ accuracy, balanced, majority, chance }: Recovered) =>
    `${share(accuracy)} (majority ${share(majority)})  balanced ${share(balanced)} (chance ${share(chance)})`;
  return [
    `latent_action: actions read by a linear probe from codes learnt without labels; fitted on ${figures.fitted} pairs, judged on ${figures.judged} of other worlds`,
    ...actions.map((name) => `  ${name.padEnd(8)} pressed   ${cells(pressed[name])}`),
    ...Object.entries(happened).map(([name, each]) => `  ${name.padEnd(8)} happened  ${cells(each)}`),
    `  overall, without use: pressed ${share(overall.pressed)} (balanced ${share(overall.balancedPressed)}), happened ${share(overall.happened)} (balanced ${share(overall.balancedHappened)})`,
  ].join('\n');
}
