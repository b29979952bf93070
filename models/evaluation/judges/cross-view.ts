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

interface Sums {
  remembered: Difference;
  imagined: Difference;
}

export interface DifferenceFigures {
  /** Root mean square difference of colours, 0 to 255, of places that the world seed shows. */
  remembered: number;
  /** The same for places that it does not show, which the model imagined. */
  imagined: number;
  ratio: number;
  /** Number of compared pixels of each kind. */
  pixels: { remembered: number; imagined: number };
}

/**
 * A pixel is compared with the nearest one of the other view, which shows a place up to half a pixel aside: the finer a
 * texture is, the more it differs whoever draws it. `sampled` compares it with the colour between the four pixels around
 * the very place instead, where all of them show the same surface.
 */
export interface CrossViewFigures extends DifferenceFigures {
  sampled: DifferenceFigures;
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
  readonly #nearest: Sums = { remembered: nothing(), imagined: nothing() };
  readonly #sampled: Sums = { remembered: nothing(), imagined: nothing() };

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
        if (!this.#shows(first, other, at.depth)) continue;
        const kind = known.saw(0, point) ? 'remembered' : 'imagined';
        const colour = (channel: number) => second.rgb[channel * area + pixel];
        add(this.#nearest[kind], (channel) => first.rgb[channel * area + other] - colour(channel));
        const around = this.#around(at.u, at.v);
        if (!around?.every(({ pixel: one }) => this.#shows(first, one, at.depth))) continue;
        add(this.#sampled[kind], (channel) => {
          let sum = 0;
          for (const { pixel: one, share } of around) sum += share * first.rgb[channel * area + one];
          return sum - colour(channel);
        });
      }
    }
  }

  /** Whether a pixel of a view shows no entity and no other surface than the one at this depth. */
  #shows({ entity, inverseDepth }: ComparedView, pixel: number, depth: number): boolean {
    if (entity[pixel] >= entityThreshold) return false;
    const inverse = 1 / decodeDepth(inverseDepth[pixel]);
    return Math.abs(inverse - 1 / depth) <= depthTolerance / depth + 0.004;
  }

  /** The four pixels around a place, by whose shares it is sampled; undefined at the picture's border. */
  #around(u: number, v: number): { pixel: number; share: number }[] | undefined {
    const { width, height } = this.#intrinsics;
    const [left, top] = [Math.floor(u - 0.5), Math.floor(v - 0.5)];
    if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return undefined;
    const [x, y] = [u - 0.5 - left, v - 0.5 - top];
    const pixel = top * width + left;
    return [
      { pixel, share: (1 - x) * (1 - y) },
      { pixel: pixel + 1, share: x * (1 - y) },
      { pixel: pixel + width, share: (1 - x) * y },
      { pixel: pixel + width + 1, share: x * y },
    ];
  }

  get figures(): CrossViewFigures {
    return { ...figuresOf(this.#nearest), sampled: figuresOf(this.#sampled) };
  }
}

function figuresOf({ remembered, imagined }: Sums): DifferenceFigures {
  const rms = ({ squares, channels }: Difference) => Math.sqrt(squares / channels);
  return {
    remembered: rms(remembered),
    imagined: rms(imagined),
    ratio: rms(imagined) / rms(remembered),
    pixels: { remembered: remembered.channels / 3, imagined: imagined.channels / 3 },
  };
}

function add(sum: Difference, difference: (channel: number) => number): void {
  for (let channel = 0; channel < 3; channel++) sum.squares += difference(channel) ** 2;
  sum.channels += 3;
}

function nothing(): Difference {
  return { squares: 0, channels: 0 };
}
