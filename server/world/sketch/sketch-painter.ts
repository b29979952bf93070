import type { Pose } from '../../../shared/geometry/camera.ts';
import { decodeDepth, encodeDepth, inverseDepthScale } from '../../../shared/geometry/inverse-depth.ts';
import { sketchRoots } from '../../../shared/geometry/sketch-depth.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { PlanSketch, Sketch, SketchResult } from '../../../shared/sketch.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { SharedMemory, WorldModel } from '../../contracts/world-model.ts';
import { looksAround, sketchPoses } from './sketch-poses.ts';
import { behindSketch } from './sketched-sky.ts';

export interface PainterParts {
  memory: SharedMemory;
  model: Pick<WorldModel, 'generate'>;
  manifest: Manifest;
  room: string;
  roomSeed: number;
  /** The tick and the controls (each in [0, 1]) of the moment. */
  now(): { tick: number; controls: readonly number[] };
  /** Called after every view, with how many of how many are done. */
  progress?(done: number, of: number): void;
  /** True when nobody wants it any more. */
  stopped?(): boolean;
}

/** Name of the looks that nobody sees, and author of what memory keeps of them. */
export const sketchAuthor = 'sketch';
/** Known depth that is off by more than this many metres and this share is another thing than what was sketched. */
const otherwiseMetres = 0.5;
const otherwiseShare = 0.1;
/** What was painted a moment ago and is off by more than this many metres and this share is painted anew. */
const strayMetres = 0.2;
const strayShare = 0.08;
/** Pixels a side of what one ray compares. */
const compared = 4;
/** Coverage from which memory knows a pixel. */
const coveredFrom = 128;

/**
 * Looks at a sketched place from all around, one view after the other, and lets memory keep what the
 * model makes of it, so that it is there before anybody comes. What memory knows already stays as it
 * is; the result says how much of the sketch that contradicts.
 */
export async function paintSketch(sketch: Sketch, parts: PainterParts): Promise<SketchResult> {
  const { memory, model, manifest, room, roomSeed } = parts;
  const poses: Pose[] =
    sketch.kind === 'depth' ? [sketch.pose] : sketchPoses(sketch, memory.heights, manifest.motion.eyeHeight);
  const tally = { said: 0, known: 0, otherwise: 0 };
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
    // Later, what was painted a moment ago is known.
    if (views < looksAround) compare(sketch, view, manifest, tally);
    const alone = found.every(({ id }) => id < 0 || painted.has(id));
    const drawn = sketch.kind === 'plan' ? asPlanned(view, sketch, manifest, alone) : view;
    const written = memory.write(drawn, sketchAuthor);
    if (written !== undefined) painted.add(written.id);
    views++;
    parts.progress?.(views, poses.length);
  }
  return {
    views,
    kept: painted.size,
    known: tally.said === 0 ? 0 : tally.known / tally.said,
    otherwise: tally.known === 0 ? 0 : tally.otherwise / tally.known,
  };
}

/**
 * The view with the depths that a plan says, where memory knew nothing. Networks draw the edges of near walls a
 * few pixels too wide: these would hang in the air before what is behind them. Where memory has nothing but what
 * was painted of this plan (`alone`), depths that contradict the plan are such gaps and edges, too, and are painted anew.
 */
function asPlanned(
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
    const said = encodeDepth(depth);
    const planned = roots[i] >= 0 ? said : Math.min(code, said);
    inverseDepth[i] = known ? code : planned;
    coverage[i] = known ? view.coverage[i] : Math.min(view.coverage[i], coveredFrom - 1);
  }
  return { ...view, inverseDepth, coverage };
}

function compare(
  sketch: Sketch,
  view: GeneratedView,
  manifest: Manifest,
  tally: { said: number; known: number; otherwise: number },
): void {
  // A ray for every few pixels is enough, and does not keep the room waiting.
  const { width: across } = manifest.view;
  const width = across / compared;
  const focal = manifest.view.focal / compared;
  const roots = sketchRoots([sketch], view.camera, { width, height: manifest.view.height / compared, focal });
  // Neighbouring looks overlap at their sides.
  const aside = focal * Math.tan(Math.PI / looksAround);
  for (const [i, root] of roots.entries()) {
    if (root < 0 || Math.abs((i % width) + 0.5 - width / 2) > aside) continue;
    tally.said++;
    const pixel = (Math.floor(i / width) * across + (i % width)) * compared + (compared / 2) * (across + 1);
    if (view.coverage[pixel] < coveredFrom) continue;
    tally.known++;
    const said = root ** -2;
    const known = 1 / (Math.max(1, view.inverseDepth[pixel]) * inverseDepthScale);
    if (Math.abs(known - said) > Math.max(otherwiseMetres, otherwiseShare * said)) tally.otherwise++;
  }
}
