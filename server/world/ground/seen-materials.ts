import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { planCellSize } from '../../../shared/plan.ts';
import type { PlanManifest } from '../../../shared/plan-manifest.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';

/** Tokens of the materials that memory shows, by cell. */
export interface SeenMaterials {
  /** Of the ground, or of what stands on it; undefined where too little was seen. */
  at(cellX: number, cellZ: number, isWall: boolean): number | undefined;
}

/** Every so many pixels of a keyframe is read, along each side. */
const stride = 6;
/** Metres along the view's axis beyond which surfaces are not read. */
const reach = 9;
/** Metres: ground lies below, walls are read between these heights. */
const ground = 0.06;
const wall = { from: 0.3, to: 2.4 } as const;
/** Metres beyond a wall's surface at which its cell is looked up. */
const inside = 0.2;
/** Pixels that a cell's colour is the mean of, at least. */
const fewest = 3;
/** Weight of brightness beside hue: shade and sun change it, and most materials differ in hue. */
const brightness = 0.35;

/** Red, green and blue [3], and pixels. */
type Sum = [number, number, number, number];
type Colour = readonly [number, number, number];

/**
 * Reads from keyframes what cells are made of: the mean colour of each cell's surfaces is compared with those of the
 * pack's materials, mostly by hue, because light differs from place to place. Landmarks are rare and have the hues of
 * common walls, so no cell is taken for one.
 */
export function seenMaterials(
  keyframes: Iterable<Pick<Keyframe, 'id' | 'pose' | 'rgb' | 'inverseDepth'>>,
  intrinsics: Intrinsics,
  { floors, walls }: PlanManifest['materials'],
): SeenMaterials {
  const sums = { ground: new Map<string, Sum>(), wall: new Map<string, Sum>() };
  for (const keyframe of keyframes) if (keyframe.id >= 0) addKeyframe(keyframe, intrinsics, sums);
  const palettes = {
    ground: floors.map(({ colour }) => hueOf(colour)),
    wall: walls.map(({ colour }) => hueOf(colour)),
  };
  return {
    at(cellX, cellZ, isWall) {
      const part = isWall ? 'wall' : 'ground';
      const sum = sums[part].get(`${cellX} ${cellZ}`);
      if (!sum || sum[3] < fewest) return undefined;
      const token = nearest(palettes[part], hueOf([sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]]));
      return isWall ? floors.length + token : token;
    },
  };
}

function addKeyframe(
  { pose, rgb, inverseDepth }: Pick<Keyframe, 'pose' | 'rgb' | 'inverseDepth'>,
  { width, height, focal }: Intrinsics,
  sums: Record<'ground' | 'wall', Map<string, Sum>>,
): void {
  const axes = cameraAxes(pose);
  const pixels = width * height;
  for (let row = stride >> 1; row < height; row += stride) {
    for (let column = stride >> 1; column < width; column += stride) {
      const pixel = row * width + column;
      const code = inverseDepth[pixel];
      if (code <= skyCode) continue;
      const depth = decodeDepth(code);
      if (depth > reach) continue;
      const [dx, dy, dz] = rayOf(axes, (column + 0.5 - width / 2) / focal, (height / 2 - row - 0.5) / focal);
      const y = pose.y + dy * depth;
      const isWall = y > wall.from && y < wall.to;
      if (!isWall && y > ground) continue;
      const beyond = depth + (isWall ? inside : 0);
      add(isWall ? sums.wall : sums.ground, cellOf(pose, dx * beyond, dz * beyond), [
        rgb[pixel] / 255,
        rgb[pixels + pixel] / 255,
        rgb[2 * pixels + pixel] / 255,
      ]);
    }
  }
}

function rayOf(axes: Float64Array, a: number, b: number): Colour {
  const along = (axis: number) => axes[axis] * a + axes[3 + axis] * b + axes[6 + axis];
  return [along(0), along(1), along(2)];
}

function cellOf({ x, z }: Pose, dx: number, dz: number): string {
  return `${Math.floor((x + dx) / planCellSize)} ${Math.floor((z + dz) / planCellSize)}`;
}

function add(sums: Map<string, Sum>, cell: string, colour: Colour): void {
  const sum = sums.get(cell) ?? [0, 0, 0, 0];
  for (const [channel, value] of colour.entries()) sum[channel] += value;
  sum[3]++;
  sums.set(cell, sum);
}

/** Shares of red and blue, and brightness with its weight. */
function hueOf([red, green, blue]: Colour): Colour {
  const sum = red + green + blue + 1e-3;
  return [red / sum, blue / sum, (brightness * sum) / 3];
}

function nearest(palette: readonly Colour[], wanted: Colour): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, colour] of palette.entries()) {
    const distance = colour.reduce((total, value, part) => total + (value - wanted[part]) ** 2, 0);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
