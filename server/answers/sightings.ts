import type { Box } from '../../shared/answers/answer.ts';
import { type Entity, visibleEntities } from '../../shared/entity.ts';
import {
  type Intrinsics,
  type Pose,
  toCamera,
  unproject,
  type Vector3,
} from '../../shared/geometry/camera.ts';
import { decodeDepth } from '../../shared/geometry/inverse-depth.ts';
import { entityFrom, type GeneratedView } from '../contracts/view.ts';
import { boxOf, type RayHit, rayHit } from './silhouette.ts';

/** Pixels of the entity mask from which something counts as seen. */
const leastPixels = 6;
/** Share of the silhouette, as far as it lies in the picture, that has to show: of who stands near, a strip is seen. */
const leastShare = 0.005;
/** Share and metres by which a drawn depth may differ from that of the thing. */
const sameDepth = { share: 0.12, metres: 0.3 } as const;
/** Most pixels of a silhouette that are looked at. */
const mostLooked = 800;
/** Pixels of a silhouette that have to be looked at before a thing counts as gone. */
const leastLooked = 12;
/** Most points of what shows for which it is asked whether they can be seen. */
const mostAsked = 16;
/** Share of a silhouette through which something farther is seen, where the thing is gone. */
const goneShare = 0.6;
/** Metres, and share of its depth, by which what is seen has to be farther. */
const farther = { metres: 0.35, share: 0.08 } as const;

/** A thing that can be seen, with its id in the state. */
export interface Visible {
  readonly id: string;
  readonly entity: Entity;
}

/** What a view shows of a thing: so many pixels, within a box. */
export interface Shown extends Visible {
  readonly box: Box;
  readonly pixels: number;
}

/** The planes of a drawn view that tell what it shows. */
export type SeenView = Pick<GeneratedView, 'camera' | 'entity' | 'inverseDepth'>;

/**
 * Which of `things` a drawn view shows, nearest first: those whose silhouette has enough pixels of the entity mask, at the
 * depth of the thing, which fits no other thing better. So what a wall or a nearer thing hides is not seen, because the network
 * draws that there.
 */
export function shownThings(
  view: SeenView,
  intrinsics: Intrinsics,
  things: readonly Visible[],
  isOpen: OpenLine,
): Shown[] {
  const byEntity = new Map(things.map((thing) => [thing.entity, thing]));
  const inFrustum = visibleEntities(view.camera, intrinsics, [...byEntity.keys()], byEntity.size);
  const outlines = inFrustum.flatMap((entity) => {
    const box = boxOf(view.camera, intrinsics, entity);
    return box === undefined ? [] : [{ entity, box, hit: rayHit(view.camera, intrinsics, entity) }];
  });
  const shown: Shown[] = [];
  for (const outline of outlines) {
    const { entity } = outline;
    const thing = byEntity.get(entity);
    const part = shownPart(
      view,
      intrinsics,
      outline,
      outlines.filter((other) => other !== outline),
    );
    if (thing === undefined || part === undefined) continue;
    if (!isOpenEnough(view.camera, intrinsics, part, isOpen)) continue;
    shown.push({ ...thing, box: part.box, pixels: part.pixels });
  }
  return shown;
}

interface Part extends Omit<Shown, keyof Visible> {
  /** Its pixels, if nothing hid them. */
  readonly silhouette: number;
  /** What shows of it. */
  readonly points: readonly ShownPoint[];
}

/** Column and row of a pixel, and the depth of the thing there in metres. */
type ShownPoint = readonly [u: number, v: number, depth: number];

/** Whether memory knows nothing solid between the camera and a point that its view shows. */
export type OpenLine = (to: Vector3) => boolean;

/** Whether as much of what shows as makes a sight can be seen from the camera: a part may lie behind what parts it. */
function isOpenEnough(camera: Pose, intrinsics: Intrinsics, part: Part, isOpen: OpenLine): boolean {
  const { points, pixels, silhouette } = part;
  const asked = Math.min(points.length, mostAsked);
  const least = leastOf(silhouette);
  let open = 0;
  for (let i = 0; i < asked; i++) {
    const [u, v, depth] = points[Math.floor(((i + 0.5) / asked) * points.length)];
    if (!isOpen(unproject(intrinsics, camera, u + 0.5, v + 0.5, depth))) continue;
    open++;
    if ((open / asked) * pixels >= least) return true;
  }
  return false;
}

/** Pixels of a silhouette that have to show. */
function leastOf(silhouette: number): number {
  return Math.max(leastPixels, leastShare * silhouette);
}

/** Where an entity may show. */
interface Outline {
  readonly entity: Entity;
  readonly box: Box;
  readonly hit: RayHit;
}

/** How much of one thing shows, and where; undefined where that is too little to be made out. */
function shownPart(
  view: SeenView,
  intrinsics: Intrinsics,
  { box, hit }: Outline,
  others: readonly Outline[],
): Part | undefined {
  const step: number = stepOf(box);
  let pixels = 0;
  let silhouette = 0;
  const points: ShownPoint[] = [];
  const seen = { left: box.left + box.width, top: box.top + box.height, right: 0, bottom: 0 };
  for (let v = box.top; v < box.top + box.height; v += step) {
    for (let u: number = box.left; u < box.left + box.width; u += step) {
      const depth = hit(u, v);
      if (depth === undefined) continue;
      silhouette += step * step;
      const at = v * intrinsics.width + u;
      if (view.entity[at] < entityFrom || view.inverseDepth[at] === 0) continue;
      const drawn = decodeDepth(view.inverseDepth[at]);
      const off = Math.abs(drawn - depth);
      if (off > sameDepth.share * depth + sameDepth.metres) continue;
      if (others.some((other) => missOf(other, u, v, drawn) < off)) continue;
      pixels += step * step;
      points.push([u, v, depth]);
      seen.left = Math.min(seen.left, u);
      seen.top = Math.min(seen.top, v);
      seen.right = Math.max(seen.right, Math.min(u + step, intrinsics.width));
      seen.bottom = Math.max(seen.bottom, Math.min(v + step, intrinsics.height));
    }
  }
  if (pixels < leastOf(silhouette)) return undefined;
  const { left, top, right, bottom } = seen;
  return { box: { left, top, width: right - left, height: bottom - top }, pixels, silhouette, points };
}

/** Whether a view shows that nothing is where this entity was seen: most of its silhouette shows what is farther. */
export function isGone(
  { camera, entity: mask, inverseDepth }: SeenView,
  intrinsics: Intrinsics,
  was: Entity,
): boolean {
  if (visibleEntities(camera, intrinsics, [was], 1).length === 0) return false;
  const box = boxOf(camera, intrinsics, was);
  if (box === undefined || toCamera(camera, was).z < 0.5) return false;
  const hit = rayHit(camera, intrinsics, was);
  const step = stepOf(box);
  let [past, looked] = [0, 0];
  for (let v = box.top; v < box.top + box.height; v += step) {
    for (let u = box.left; u < box.left + box.width; u += step) {
      const depth = hit(u, v);
      if (depth === undefined) continue;
      looked++;
      const at = v * intrinsics.width + u;
      const code = inverseDepth[at];
      if (mask[at] >= entityFrom || code === 0) continue;
      if (decodeDepth(code) > depth * (1 + farther.share) + farther.metres) past++;
    }
  }
  return looked * step * step >= leastLooked && past > goneShare * looked;
}

function stepOf({ width, height }: Box): number {
  return Math.max(1, Math.floor(Math.sqrt((width * height) / mostLooked)));
}

/** By how many metres a drawn depth misses a thing at a pixel; infinite where the thing is not there. */
function missOf({ box, hit }: Outline, u: number, v: number, drawn: number): number {
  if (u < box.left || v < box.top || u >= box.left + box.width || v >= box.top + box.height)
    return Number.POSITIVE_INFINITY;
  return Math.abs((hit(u, v) ?? Number.POSITIVE_INFINITY) - drawn);
}

/** The pose alone, without what else an object has. */
export function plainPose({ x, y, z, yaw, pitch }: Pose): Pose {
  return { x, y, z, yaw, pitch };
}
