import { sharedCopy } from '../../../server/contracts/picture.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { Random } from '../../reference/random.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { Town } from '../../reference/town/town.ts';
import { townWorld } from '../../reference/town/town-world.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import { captureWorld } from '../../reference/world-capture.ts';
import { defaultControls } from '../rollout/held-out.ts';

/** Metres along each side of the window of a town around a picture, and how far from its border starts lie. */
const windowSize = 48;
const border = 16;
/** Farthest place of a window from a town's origin, metres. */
const farthest = 100_000;

/** A held-out town of which one picture is known. */
export interface OnePicture {
  seed: number;
  /** The window of the town that the picture was taken in. */
  reference: ReferenceWorld;
  renderer: Renderer;
  worldSeed: WorldSeed;
  pose: Pose;
}

/** One picture from a start of the held-out town number `index`. */
export function onePicture(index: number, intrinsics: Intrinsics, eyeHeight: number): OnePicture {
  const seed = seedRanges.heldOut + index;
  const { reference, start } = windowWithStart(seed);
  const renderer = new Renderer(reference, intrinsics);
  const pose = { ...start, y: eyeHeight, pitch: 0 };
  const frame = createFrame(intrinsics);
  renderer.render(pose, [], defaultControls, frame);
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(frame.inverseDepth.byteLength));
  inverseDepth.set(frame.inverseDepth);
  const seen = captureWorld(reference, {
    title: `One picture of held-out town ${seed}`,
    keyframes: 0,
    intrinsics,
    controls: defaultControls,
  });
  const keyframe = { id: 0, pose, rgb: sharedCopy(frame.rgb), inverseDepth, tick: 0, author: '' };
  const worldSeed = { ...seen, spawns: [start], entities: [], keyframes: [keyframe] };
  return { seed, reference, renderer, worldSeed, pose };
}

function windowWithStart(seed: number) {
  const random = Random.keyed(seed, 41);
  for (;;) {
    const corner = () => random.integer(2 * farthest) - farthest;
    const area = { x0: corner(), z0: corner(), width: windowSize };
    const town = new Town(seed);
    if (town.window({ ...area, depth: windowSize }).starts.length === 0) continue;
    const reference = townWorld(town, area);
    const isInside = (at: number) => at > border && at < windowSize - border;
    const start = reference.spawns.find(({ x, z }) => isInside(x) && isInside(z));
    if (start) return { reference, start };
  }
}
