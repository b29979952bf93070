import type { PictureLayer } from '../../client/video/frame-pair.ts';
import { meshView, shownAt } from '../../client/video/webgl/depth-mesh.ts';
import type { DepthMap } from '../../shared/depth-map.ts';
import {
  type Intrinsics,
  type Pose,
  project,
  unproject,
  type Vector3,
} from '../../shared/geometry/camera.ts';
import type { FlowJerk } from './flow-jerk.ts';

/** A picture of the screen, as far as it says where it shows surfaces. */
export interface SurfacePicture {
  /** Where the picture says that it is drawn from. */
  camera: Pose;
  /** Whether its frames are drawn as meshes of their depth maps. */
  walks: boolean;
  layers: readonly PictureLayer[];
}

/** Inverse depth from a pose, 1 / metres, [height, width]; 0 is the sky. */
type Depths = (pose: Pose) => Float32Array;

/** Differences of inverse depth by which a point is still on the surface that a frame shows: 1 / metres, and a share. */
const sameSurface = 0.03;
const sameShare = 0.1;
/** Least share of a picture's colours by which it shows a point. */
const leastShare = 0.01;

/** Least share of the points that are followed through four pictures. */
const leastFollowed = 0.05;

/** Shares of a picture's sides. */
interface Place {
  u: number;
  v: number;
}

/**
 * How unevenly the surfaces of the world move over the screen, whatever is painted on them: points on them are followed through
 * the pictures by the poses of these, the depth maps with which the page draws, and the true depths. Optical flow sees the motion
 * of plain or striped surfaces only in part, and none of what goes farther from one picture to the next than its window.
 */
export class ShownSurfaces {
  readonly #intrinsics: Intrinsics;
  readonly #depths: Depths;
  readonly #maps: ReadonlyMap<number, DepthMap>;
  readonly #width: number;
  readonly #ofFrames = new Map<number, Float32Array>();

  /**
   * @param intrinsics Of the true depths.
   * @param maps By the RTP timestamps of their frames.
   * @param width Of the picture in whose pixels jerk is.
   */
  constructor(
    intrinsics: Intrinsics,
    depths: Depths,
    maps: ReadonlyMap<number, DepthMap>,
    width = intrinsics.width,
  ) {
    this.#intrinsics = intrinsics;
    this.#depths = depths;
    this.#maps = maps;
    this.#width = width;
  }

  /**
   * Jerk over four pictures in a row of the points that the player at `eye` has before it at the second one. Points that not all
   * four show are left out; undefined if only a few are left.
   */
  jerk(eye: Pose, pictures: readonly SurfacePicture[]): FlowJerk | undefined {
    const { width, height } = this.#intrinsics;
    const depths = this.#depths(eye);
    const placings = pictures.map((picture) => this.#placing(picture));
    const [across, down] = [this.#width, (this.#width * height) / width];
    let [x, y, pixels, points] = [0, 0, 0, 0];
    for (const [pixel, inverse] of depths.entries()) {
      if (inverse === 0) continue;
      const [u, v] = [(pixel % width) + 0.5, Math.floor(pixel / width) + 0.5];
      const point = unproject(this.#intrinsics, eye, u, v, 1 / inverse);
      const [a, b, c, d] = placings.map((place) => place(point));
      if (!a || !b || !c || !d) continue;
      // The flows between them are b - a, c - b and d - c.
      const dx = across * (d.u - 3 * c.u + 3 * b.u - a.u);
      const dy = down * (d.v - 3 * c.v + 3 * b.v - a.v);
      x += dx;
      y += dy;
      pixels += Math.hypot(dx, dy);
      points++;
    }
    return points < leastFollowed * depths.length
      ? undefined
      : { mean: Math.hypot(x, y) / points, pixels: pixels / points };
  }

  /** Where a picture shows a point, in shares of its sides: frames that fade into each other count by their shares. */
  #placing({ camera, walks, layers }: SurfacePicture): (point: Vector3) => Place | undefined {
    const placings = layers.map((layer) => ({
      share: layer.share,
      place: this.#placingIn(layer, camera, walks),
    }));
    return (point) => {
      let [u, v, sum] = [0, 0, 0];
      for (const { share, place } of placings) {
        const shown = place(point);
        if (shown === undefined) continue;
        u += share * shown.u;
        v += share * shown.v;
        sum += share;
      }
      return sum < leastShare ? undefined : { u: u / sum, v: v / sum };
    };
  }

  /** The same for one of its frames: undefined for what that does not show. */
  #placingIn({ pose, rtpTimestamp }: PictureLayer, camera: Pose, walks: boolean) {
    const intrinsics = this.#intrinsics;
    const { width, height } = intrinsics;
    const known = this.#ofFrames.get(rtpTimestamp) ?? this.#depths(pose);
    this.#ofFrames.set(rtpTimestamp, known);
    const map = walks ? this.#maps.get(rtpTimestamp) : undefined;
    // Without a mesh, a frame is turned alone: its camera is where the picture's is.
    const view = meshView(
      map ? pose : { ...pose, x: camera.x, y: camera.y, z: camera.z },
      camera,
      intrinsics,
    );
    return (point: Vector3): Place | undefined => {
      const { u, v, depth } = project(intrinsics, pose, point);
      if (depth <= 0 || u < 0 || u >= width || v < 0 || v >= height) return undefined;
      const there = known[Math.floor(v) * width + Math.floor(u)];
      if (Math.abs(there - 1 / depth) > sameSurface + sameShare * there) return undefined;
      const inverse = map ? inverseDepthAt(map, u / width, v / height) : 0;
      const shown = shownAt(view, u / width, v / height, inverse);
      return shown.w > 0 && isWithin(shown) ? shown : undefined;
    };
  }
}

function isWithin({ u, v }: Place): boolean {
  return u >= 0 && u <= 1 && v >= 0 && v <= 1;
}

/** Inverse depth of a map at shares of its sides, linear between the middles of its cells, as its mesh has it. */
export function inverseDepthAt({ columns, rows, inverseDepth }: DepthMap, u: number, v: number): number {
  const x = Math.max(0, Math.min(columns - 1, u * columns - 0.5));
  const y = Math.max(0, Math.min(rows - 1, v * rows - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) =>
    inverseDepth[Math.min(rows - 1, row) * columns + Math.min(columns - 1, column)];
  const line = (row: number) => at(left, row) + (x - left) * (at(left + 1, row) - at(left, row));
  return line(top) + (y - top) * (line(top + 1) - line(top));
}
