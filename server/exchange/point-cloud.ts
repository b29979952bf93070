import { setImmediate } from 'node:timers/promises';
import { cameraAxes, type Intrinsics, type Pose } from '../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { skyDistance } from '../memory/keyframe-samples.ts';

/** Three floats and three bytes. */
const pointBytes = 15;

type Picture = Pick<Keyframe, 'pose' | 'rgb' | 'inverseDepth'>;

/**
 * The surfaces of keyframes, without sky, as a coloured point cloud: PLY, binary, little-endian, metres, in
 * the axes of transforms.ts (z up). With more than `mostPoints` known pixels, every n-th is used.
 */
export async function pointCloud(
  keyframes: readonly Picture[],
  view: Intrinsics,
  mostPoints: number,
): Promise<Buffer> {
  let known = 0;
  for (const { inverseDepth } of keyframes) {
    for (let i = 0; i < inverseDepth.length; i++) if (isSurface(inverseDepth[i])) known++;
    await setImmediate();
  }
  const step = Math.max(1, Math.ceil(known / mostPoints));
  const count = Math.ceil(known / step);
  const header = Buffer.from(headerOf(count));
  const out = Buffer.alloc(header.length + count * pointBytes);
  header.copy(out);
  let offset = header.length;
  let passed = 0;
  for (const keyframe of keyframes) {
    const pixels = keyframe.inverseDepth.length;
    const write = pointWriter(keyframe.pose, view);
    for (let i = 0; i < pixels; i++) {
      const code = keyframe.inverseDepth[i];
      if (!isSurface(code) || passed++ % step !== 0) continue;
      write(out, offset, i, 1 / (code * inverseDepthScale));
      for (let channel = 0; channel < 3; channel++) {
        out[offset + 12 + channel] = keyframe.rgb[channel * pixels + i];
      }
      offset += pointBytes;
    }
    // Yields, because rooms run on the same thread.
    await setImmediate();
  }
  return out;
}

function isSurface(code: number): boolean {
  return code * inverseDepthScale * skyDistance > 1;
}

function headerOf(points: number): string {
  const coordinates = ['x', 'y', 'z'].map((name) => `property float ${name}`);
  const colours = ['red', 'green', 'blue'].map((name) => `property uchar ${name}`);
  const lines = ['ply', 'format binary_little_endian 1.0', `element vertex ${points}`];
  return [...lines, ...coordinates, ...colours, 'end_header', ''].join('\n');
}

/** Writes the position of a pixel at a depth in metres. */
function pointWriter(pose: Pose, { width, height, focal }: Intrinsics) {
  const a = cameraAxes(pose);
  return (out: Buffer, offset: number, pixel: number, depth: number) => {
    const right = (((pixel % width) + 0.5 - width / 2) / focal) * depth;
    const up = ((height / 2 - Math.floor(pixel / width) - 0.5) / focal) * depth;
    out.writeFloatLE(pose.x + a[0] * right + a[3] * up + a[6] * depth, offset);
    out.writeFloatLE(pose.z + a[2] * right + a[5] * up + a[8] * depth, offset + 4);
    out.writeFloatLE(pose.y + a[1] * right + a[4] * up + a[7] * depth, offset + 8);
  };
}
