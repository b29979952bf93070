import type { Evidence } from '../../shared/answers/answer.ts';
import { project } from '../../shared/geometry/camera.ts';
import { decodeDepth } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { Knowledge } from './knowledge.ts';
import type { Sighted } from './sight-log.ts';
import { plainPose } from './sightings.ts';
import { boxOf } from './silhouette.ts';

/** Metres by which what a keyframe shows may be nearer than the thing before it counts as in front of it. */
const slack = 0.4;

/** What shows a thing: the view that saw it last, and a keyframe that shows its place. */
export function evidenceOf({ id, last }: Sighted, knowledge: Knowledge): Evidence {
  const { by, tick, pose, box, entity } = last;
  const evidence: Evidence = { id, by, tick, pose, box };
  for (const keyframe of knowledge.retrieve(pose)) {
    if (keyframe.id < 0 || !shows(keyframe, entity, knowledge)) continue;
    const place = boxOf(keyframe.pose, knowledge.intrinsics, entity);
    if (place === undefined) continue;
    const { id, tick } = keyframe;
    return { ...evidence, keyframe: { id, tick, pose: plainPose(keyframe.pose), box: place } };
  }
  return evidence;
}

/** Whether the middle of something lies in a keyframe's picture, and nothing in it stands in front. */
function shows(
  { pose, inverseDepth }: Keyframe,
  middle: { x: number; y: number; z: number },
  { intrinsics }: Knowledge,
): boolean {
  const { u, v, depth } = project(intrinsics, pose, middle);
  const [column, row] = [Math.floor(u), Math.floor(v)];
  if (depth < slack || column < 0 || row < 0) return false;
  if (column >= intrinsics.width || row >= intrinsics.height) return false;
  const code = inverseDepth[row * intrinsics.width + column];
  return code > 0 && decodeDepth(code) > depth - slack;
}
