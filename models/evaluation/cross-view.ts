import type { Generator } from '../../server/generation/generator.ts';
import type { GeneratedView } from '../../server/generation/view.ts';
import { entityThreshold } from '../../server/generation/view-tensors.ts';
import type { Pack } from '../../server/pack/pack.ts';
import { type Intrinsics, project, unproject } from '../../shared/camera.ts';
import { decodeDepth } from '../../shared/inverse-depth.ts';
import type { HeldOutWorld } from './held-out.ts';
import type { Judge } from './judge.ts';
import { type Observation, rollout } from './rollout.ts';
import { looksAgain } from './second-look.ts';
import { SeenBefore } from './seen-before.ts';

/** Every so many pixels, across and down, are compared. */
const stride = 4;
/** Relative disagreement of depth up to which two pixels show the same surface. */
const depthTolerance = 0.08;
/** Keyframes that a world is left with: of one that is well known, a hundredth is imagined, all of it at edges. */
const keyframesLeft = 8;
const players = 2;
const ticks = 240;

interface Difference {
  /** Sum of squared differences over channels (0 to 255), and how many. */
  squares: number;
  channels: number;
}

export interface CrossViewFigures {
  /** Root mean square difference of colours, 0 to 255, of places that the world seed shows. */
  remembered: number;
  /** The same of places that it does not show: the model made them up. */
  imagined: number;
  ratio: number;
  /** Pixels compared of each kind. */
  pixels: { remembered: number; imagined: number };
}

/** Plays in worlds of which little is known, and compares what is remembered there with what was made up. */
export async function measureCrossView(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  worlds: readonly HeldOutWorld[],
): Promise<CrossViewFigures> {
  const crossView = new CrossView(pack.manifest.view);
  for (const { worldSeed, ...reference } of worlds) {
    const keyframes = worldSeed.keyframes.slice(0, keyframesLeft);
    const world = { ...reference, worldSeed: { ...worldSeed, keyframes } };
    crossView.begin(world);
    // The world counts a tick before it draws.
    const play = { pack, generator, world, players, ticks, observes: (tick: number) => looksAgain(tick + 1) };
    for await (const { observations } of rollout(play)) {
      for (const observation of observations) crossView.judge(observation);
    }
  }
  return crossView.figures;
}

/** How differently the same place is drawn for two players (`cross_view`), after reprojection. */
export class CrossView implements Judge {
  readonly #intrinsics: Intrinsics;
  #seed: SeenBefore;
  readonly #sums = { remembered: nothing(), imagined: nothing() };

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
    this.#seed = new SeenBefore(intrinsics);
  }

  begin({ worldSeed }: HeldOutWorld): void {
    this.#seed = new SeenBefore(this.#intrinsics);
    for (const keyframe of worldSeed.keyframes) this.#seed.look(0, keyframe.pose, keyframe.inverseDepth);
  }

  judge({ view, second }: Observation): void {
    if (second) this.#compare(view, second);
  }

  #compare(first: GeneratedView, second: GeneratedView): void {
    const { width, height } = this.#intrinsics;
    const area = width * height;
    for (let row = 1; row < height; row += stride) {
      for (let column = 1; column < width; column += stride) {
        const pixel = row * width + column;
        if (second.entity[pixel] >= entityThreshold) continue;
        const metres = decodeDepth(second.inverseDepth[pixel]);
        const point = unproject(this.#intrinsics, second.camera, column + 0.5, row + 0.5, metres);
        const at = project(this.#intrinsics, first.camera, point);
        if (at.depth < 0.1 || at.u < 0 || at.v < 0 || at.u >= width || at.v >= height) continue;
        const other = Math.floor(at.v) * width + Math.floor(at.u);
        if (first.entity[other] >= entityThreshold) continue;
        const inverse = 1 / decodeDepth(first.inverseDepth[other]);
        // Another surface stands in front of it for the first player.
        if (Math.abs(inverse - 1 / at.depth) > depthTolerance / at.depth + 0.004) continue;
        const sum = this.#seed.saw(0, point) ? this.#sums.remembered : this.#sums.imagined;
        for (let c = 0; c < 3; c++) {
          const d = first.rgb[c * area + other] - second.rgb[c * area + pixel];
          sum.squares += d * d;
        }
        sum.channels += 3;
      }
    }
  }

  get figures(): CrossViewFigures {
    const rms = ({ squares, channels }: Difference) => Math.sqrt(squares / channels);
    const { remembered, imagined } = this.#sums;
    return {
      remembered: rms(remembered),
      imagined: rms(imagined),
      ratio: rms(imagined) / rms(remembered),
      pixels: { remembered: remembered.channels / 3, imagined: imagined.channels / 3 },
    };
  }
}

function nothing(): Difference {
  return { squares: 0, channels: 0 };
}
