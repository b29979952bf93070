import { type Action, neutralAction } from '../../../shared/action.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { Random } from '../../reference/random.ts';
import { createFrame, type Frame, Renderer } from '../../reference/rendering/renderer.ts';
import { Simulation } from '../../reference/simulation.ts';
import { generateWorld } from '../../reference/world.ts';
import { type PressedActions, pressedActions } from '../judges/action-labels.ts';
import { defaultControls } from '../rollout/held-out.ts';

/** Share of what is pressed that comes with a jump, which lasts ten ticks. */
const jumps = 0.06;

/** Two frames in a row of one player, and what was pressed between them. */
export interface FramePair {
  before: { pose: Pose; frame: Frame };
  after: { pose: Pose; frame: Frame };
  pressed: PressedActions;
  used: boolean;
}

/** Two players who press at random in one world; the pairs of frames that the first of them sees. Deterministic. */
export function* restlessPlay(seed: number, ticks: number, intrinsics: Intrinsics): Generator<FramePair> {
  const world = generateWorld(seed);
  const simulation = new Simulation(world, { players: 2, seed });
  const renderer = new Renderer(world, intrinsics);
  const random = new Random(seed + 9);
  const players = [new RestlessHand(random), new RestlessHand(random)];
  const see = () => {
    const pose = simulation.camera(0);
    const frame = createFrame(intrinsics);
    renderer.render(pose, simulation.entities(0), defaultControls, frame);
    return { pose, frame };
  };
  let before = see();
  for (let tick = 0; tick < ticks; tick++) {
    const actions = players.map((player) => player.act());
    const pressed = pressedActions(simulation, actions[0]);
    simulation.step(actions);
    const after = see();
    yield { before, after, pressed, used: actions[0].use };
    before = after;
  }
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
