import type { Keyframe } from '../../server/contracts/keyframe.ts';
import { sharedCopy, shrunk } from '../../server/contracts/picture.ts';
import type { WorldSeed } from '../../server/memory/worlds/world-seed.ts';
import { blockColours, type Entity } from '../../shared/entity.ts';
import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import { Random } from './random.ts';
import { createFrame, type RenderControls, Renderer } from './rendering/renderer.ts';
import { seedPoses } from './seed-poses.ts';
import type { ReferenceWorld } from './world.ts';

/**
 * Number of pictures that show most surfaces of a compound from nearby; the shipped world seeds have as many.
 */
export const seedKeyframes = 120;

export interface CaptureOptions {
  title: string;
  /** Number of posed RGB-D pictures. */
  keyframes: number;
  intrinsics: Intrinsics;
  /** Size of the pictures relative to the view's, along each side; 1 by default. Depths have the view's size. */
  scale?: number;
  /** Controls under which they are rendered, and with which rooms start; always in the plain look. */
  controls: Omit<RenderControls, 'look'>;
}

/**
 * Captures the world seed of a reference world: keyframes of its static parts alone (doors, blocks, orbs and
 * the ball are entities, which memory must not keep), and the entities at the start.
 */
export function captureWorld(world: ReferenceWorld, options: CaptureOptions): WorldSeed {
  const renderer = new Renderer(world, options.intrinsics);
  const fine = options.scale && options.scale > 1 ? finePictures(world, options, options.scale) : undefined;
  const keyframes = seedPoses(world, options.keyframes, new Random(world.seed)).map((pose, id) => {
    const frame = createFrame(options.intrinsics);
    renderer.render(pose, [], options.controls, frame);
    const picture = fine?.(pose);
    const inverseDepth = new Uint16Array(new SharedArrayBuffer(frame.inverseDepth.byteLength));
    inverseDepth.set(frame.inverseDepth);
    const pictures = picture ?? { rgb: sharedCopy(frame.rgb) };
    return { id, pose, ...pictures, inverseDepth, tick: 0, author: '' };
  });
  return {
    title: options.title,
    source: `reference world ${world.seed}`,
    spawns: world.spawns.map(({ x, z, yaw }) => ({ x, z, yaw })),
    entities: [...world.doors, ...world.blocks, ...world.orbs, world.ball].map(startingEntity),
    controls: { ...options.controls },
    sun: Math.round(world.theme.sunAzimuth * 1e4) / 1e4,
    keyframes,
  };
}

/** Renders pictures of more pixels than the view, and the mean of them at its own. */
function finePictures(world: ReferenceWorld, { intrinsics, controls }: CaptureOptions, scale: number) {
  const { width, height, focal } = intrinsics;
  const large = { width: scale * width, height: scale * height, focal: scale * focal };
  const renderer = new Renderer(world, large);
  return (pose: Pose): Pick<Keyframe, 'rgb' | 'fine'> => {
    const frame = createFrame(large);
    renderer.render(pose, [], controls, frame);
    const fine = { width: large.width, height: large.height, rgb: sharedCopy(frame.rgb) };
    return { rgb: shrunk(fine, scale), fine };
  };
}

function startingEntity({ kind, x, y, z, yaw, state, colour }: Entity): WorldSeed['entities'][number] {
  if (kind === 'player') throw new Error('a world seed holds no players; they join rooms');
  return {
    kind,
    x,
    y,
    z,
    yaw,
    state,
    colour: kind === 'block' ? Math.max(0, blockColours.indexOf(colour)) : 0,
  };
}
