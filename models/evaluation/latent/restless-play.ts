import { cameraOf } from '../../../server/world/views/view-requests.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import { playerColours } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { Random } from '../../reference/random.ts';
import { createFrame, type Frame, Renderer } from '../../reference/rendering/renderer.ts';
import { generateWorld } from '../../reference/world.ts';
import { type PressedActions, pressedActions } from '../judges/action-labels.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { playReference } from '../rollout/reference-play.ts';
import { entitiesBeside, playerOf } from '../rollout/rollout.ts';

/** Share of random actions with a jump, which lasts ten ticks. */
const jumps = 0.06;

/** Two consecutive frames of one player, and the action between them. */
export interface FramePair {
  before: { pose: Pose; frame: Frame };
  after: { pose: Pose; frame: Frame };
  pressed: PressedActions;
  used: boolean;
}

const own = 'player-0';
const other = 'player-1';

/**
 * Two players with random actions in one world of the reference; yields the pairs of frames of the first one.
 * Their starts and the other one's colour are random. Deterministic for a seed.
 */
export async function* restlessPlay(
  seed: number,
  ticks: number,
  manifest: Manifest,
): AsyncGenerator<FramePair> {
  const reference = generateWorld(seed);
  const lots = new Random(seed);
  const spawns = lots.shuffled(reference.spawns);
  const [, colour] = lots.shuffled(playerColours);
  const world = playReference({ reference, manifest, roomSeed: seed, spawns });
  const renderer = new Renderer(reference, manifest.view);
  const random = new Random(seed + 9);
  const hands = [own, other].map((id) => {
    world.join(id, id);
    return new RestlessHand(random);
  });
  const see = () => {
    const pose = cameraOf(playerOf(world, own), world.manifest);
    const frame = createFrame(manifest.view);
    const entities = entitiesBeside(world, own).all;
    const shown = entities.map((entity) => (entity.kind === 'player' ? { ...entity, colour } : entity));
    renderer.render(pose, shown, defaultControls, frame);
    return { pose, frame };
  };
  let before = see();
  for (let tick = 0; tick < ticks; tick++) {
    const [action, otherAction] = hands.map((hand) => hand.act());
    const pressed = pressedActions(world, own, action);
    world.setInput(own, { sequence: tick + 1, action });
    world.setInput(other, { sequence: tick + 1, action: otherAction });
    await world.advance();
    const after = see();
    yield { before, after, pressed, used: action.use };
    before = after;
  }
}

/** Presses and releases all controls at random, for a few ticks at a time. */
export class RestlessHand {
  readonly #random: Random;
  #action: Action = { ...neutralAction };
  #ticks = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  act(): Action {
    // Buttons act when they are pressed, not while they are held.
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
