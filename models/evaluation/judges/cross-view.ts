import type { GeneratedView } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { entityThreshold } from '../../../server/generation/view-tensors.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { type Intrinsics, type Pose, project, unproject } from '../../../shared/geometry/camera.ts';
import { decodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { Random } from '../../reference/random.ts';
import { seedPoses } from '../../reference/seed-poses.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { newcomerView } from '../rollout/newcomer-view.ts';
import { beside } from '../rollout/second-view.ts';
import { SeenBefore } from './seen-before.ts';

/** Stride of the compared pixels, across and down. */
const stride = 4;
/** Relative disagreement of depth up to which two pixels show the same surface. */
const depthTolerance = 0.08;
/**
 * Keyframes that a world keeps. In a well-known world only a hundredth of the pixels is imagined, all at
 * edges.
 */
const keyframesLeft = 8;
/** Viewpoints in a world; each is drawn for two players. */
const viewpoints = 24;

/** A world, and its known keyframes. */
interface KnownWorld {
  seed: number;
  worldSeed: Pick<HeldOutWorld['worldSeed'], 'keyframes'>;
}

/** What is compared of a view. */
export interface ComparedView extends Pick<GeneratedView, 'camera'> {
  /** As in {@link GeneratedView}. */
  rgb: Uint8Array;
  inverseDepth: Uint16Array;
  entity: Uint8Array;
}

interface Difference {
  /** Sum of squared differences over channels (0 to 255), and their number. */
  squares: number;
  channels: number;
}

export interface CrossViewFigures {
  /** Root mean square difference of colours, 0 to 255, of places that the world seed shows. */
  remembered: number;
  /** The same for places that it does not show, which the model imagined. */
  imagined: number;
  ratio: number;
  /** Number of compared pixels of each kind. */
  pixels: { remembered: number; imagined: number };
}

/**
 * Draws viewpoints all over partly known worlds, then again from beside, as for a second player. Compares
 * remembered and imagined pixels separately.
 */
export async function measureCrossView(
  pack: Pack,
  generator: Pick<Generator, 'generate'>,
  worlds: readonly HeldOutWorld[],
): Promise<CrossViewFigures> {
  const { manifest } = pack;
  const crossView = new CrossView(manifest.view);
  const look = async ({ seed, reference, worldSeed }: HeldOutWorld) => {
    const memory = new RoomMemory(manifest);
    const known = worldSeed.keyframes.slice(0, keyframesLeft);
    for (const keyframe of known) memory.remember(keyframe);
    crossView.begin({ seed, worldSeed: { keyframes: known } });
    const cameras = seedPoses(reference, viewpoints, new Random(seed + 4));
    for (const [tick, camera] of cameras.entries()) {
      const draw = async (view: string, camera: Pose) => {
        const request = newcomerView(manifest, { room: 'world', view, roomSeed: seed, tick, camera });
        const [drawn] = await generator.generate([{ ...request, keyframes: memory.retrieve(camera) }]);
        memory.write(drawn, view);
        return drawn;
      };
      const view = await draw(`first-${tick}`, camera);
      crossView.judge({ world: seed, view, second: await draw(`second-${tick}`, beside(camera)) });
    }
  };
  await Promise.all(worlds.map(look));
  return crossView.figures;
}

/** Measures how differently the same place is drawn for two players (`cross_view`), after reprojection. */
export class CrossView {
  readonly #intrinsics: Intrinsics;
  /** What each world's keyframes show. */
  readonly #known = new Map<number, SeenBefore>();
  readonly #sums = { remembered: nothing(), imagined: nothing() };

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  begin({ seed, worldSeed }: KnownWorld): void {
    const known = new SeenBefore(this.#intrinsics);
    for (const keyframe of worldSeed.keyframes) known.record(0, keyframe.pose, keyframe.inverseDepth);
    this.#known.set(seed, known);
  }

  judge({
    world,
    view,
    second,
  }: {
    world: number;
    view: ComparedView;
    second?: ComparedView | undefined;
  }): void {
    const known = this.#known.get(world);
    if (known === undefined) throw new Error(`world ${world} is judged before it begins`);
    if (second) this.#compare(known, view, second);
  }

  #compare(known: SeenBefore, first: ComparedView, second: ComparedView): void {
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
        // For the first player, another surface is in front of it.
        if (Math.abs(inverse - 1 / at.depth) > depthTolerance / at.depth + 0.004) continue;
        const sum = known.saw(0, point) ? this.#sums.remembered : this.#sums.imagined;
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
