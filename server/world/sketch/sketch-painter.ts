import type { Pose } from '../../../shared/geometry/camera.ts';
import { decodeDepth, encodeDepth, inverseDepthScale } from '../../../shared/geometry/inverse-depth.ts';
import { sketchRoots } from '../../../shared/geometry/sketch-depth.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { PlanSketch, Sketch, SketchResult } from '../../../shared/sketch.ts';
import { coveredFrom, type GeneratedView } from '../../contracts/view.ts';
import type { SharedMemory, WorldModel } from '../../contracts/world-model.ts';
import { looksAround, sketchPoses } from './sketch-poses.ts';
import { behindSketch } from './sketched-sky.ts';

export interface PainterParts {
  memory: SharedMemory;
  model: Pick<WorldModel, 'generate'>;
  manifest: Manifest;
  room: string;
  roomSeed: number;
  /** The current tick, and the controls, each in [0, 1]. */
  now(): { tick: number; controls: readonly number[] };
  /** Called after every view with the number of finished views and their total. */
  progress?(done: number, of: number): void;
  /** Returns true once the painting is no longer wanted. */
  stopped?(): boolean;
}

/** View name of these hidden views, and author of the keyframes that memory keeps of them. */
export const sketchAuthor = 'sketch';
/** Known depth that differs by more than this many metres and this share contradicts the sketch. */
const contradictionMetres = 0.5;
const contradictionShare = 0.1;
/** Painted depth that differs by more than this many metres and this share is painted again. */
const strayMetres = 0.2;
const strayShare = 0.08;
/** Side in pixels of the blocks that one ray compares. */
const compared = 4;

/**
 * Draws views of a sketched place from all around, one after the other, and lets memory keep them, so that
 * the place exists before anybody comes. Existing memory does not change. The result says how much of the
 * sketch contradicts it.
 */
export async function paintSketch(sketch: Sketch, parts: PainterParts): Promise<SketchResult> {
  const { memory, model, manifest, room, roomSeed } = parts;
  const poses: Pose[] =
    sketch.kind === 'depth' ? [sketch.pose] : sketchPoses(sketch, memory.heights, manifest.motion.eyeHeight);
  const tally = { sketched: 0, known: 0, contradicting: 0 };
  /** Ids of the keyframes that memory kept of this sketch. */
  const painted = new Set<number>();
  let views = 0;
  for (const camera of poses) {
    if (parts.stopped?.()) break;
    const found = memory.retrieve(camera);
    const [view] = await model.generate([
      {
        room,
        view: sketchAuthor,
        roomSeed,
        ...parts.now(),
        camera,
        previous: undefined,
        keyframes: behindSketch(found, sketch, camera, manifest.view),
        entities: [],
        sketches: [sketch],
      },
    ]);
    // Later views would count freshly painted pixels as known.
    if (views < looksAround) compare(sketch, view, manifest, tally);
    const alone = found.every(({ id }) => id < 0 || painted.has(id));
    const drawn = sketch.kind === 'plan' ? applyPlan(view, sketch, manifest, alone) : view;
    const written = memory.write(drawn, sketchAuthor);
    if (written !== undefined) painted.add(written.id);
    views++;
    parts.progress?.(views, poses.length);
  }
  return {
    views,
    kept: painted.size,
    known: tally.sketched === 0 ? 0 : tally.known / tally.sketched,
    otherwise: tally.known === 0 ? 0 : tally.contradicting / tally.known,
  };
}

/**
 * Replaces the view's depths by those of the plan where memory knew nothing. Networks draw the edges of near
 * walls a few pixels too wide, and these pixels would float in front of the background.
 *
 * @param alone Whether memory only has keyframes of this plan here. Then depths that contradict the plan are
 * such edges or gaps, and are painted again.
 */
function applyPlan(
  view: GeneratedView,
  plan: PlanSketch,
  { view: intrinsics }: Manifest,
  alone: boolean,
): GeneratedView {
  const roots = sketchRoots([plan], view.camera, intrinsics);
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(view.inverseDepth.byteLength));
  const coverage = new Uint8Array(new SharedArrayBuffer(view.coverage.byteLength));
  for (const [i, code] of view.inverseDepth.entries()) {
    const depth = roots[i] ** -2;
    const stray =
      Math.abs(decodeDepth(Math.max(1, code)) - depth) > Math.max(strayMetres, strayShare * depth);
    const known = view.coverage[i] >= coveredFrom && !(alone && roots[i] > 0 && stray);
    const sketched = encodeDepth(depth);
    const planned = roots[i] >= 0 ? sketched : Math.min(code, sketched);
    inverseDepth[i] = known ? code : planned;
    coverage[i] = known ? view.coverage[i] : Math.min(view.coverage[i], coveredFrom - 1);
  }
  return { ...view, inverseDepth, coverage };
}

function compare(
  sketch: Sketch,
  view: GeneratedView,
  manifest: Manifest,
  tally: { sketched: number; known: number; contradicting: number },
): void {
  // One ray for a block of pixels is precise enough, and does not delay the room.
  const { width: across } = manifest.view;
  const width = across / compared;
  const focal = manifest.view.focal / compared;
  const roots = sketchRoots([sketch], view.camera, { width, height: manifest.view.height / compared, focal });
  // The sides of neighbouring views overlap and would count twice.
  const aside = focal * Math.tan(Math.PI / looksAround);
  for (const [i, root] of roots.entries()) {
    if (root < 0 || Math.abs((i % width) + 0.5 - width / 2) > aside) continue;
    tally.sketched++;
    const pixel = (Math.floor(i / width) * across + (i % width)) * compared + (compared / 2) * (across + 1);
    if (view.coverage[pixel] < coveredFrom) continue;
    tally.known++;
    const sketched = root ** -2;
    const known = 1 / (Math.max(1, view.inverseDepth[pixel]) * inverseDepthScale);
    if (Math.abs(known - sketched) > Math.max(contradictionMetres, contradictionShare * sketched))
      tally.contradicting++;
  }
}
