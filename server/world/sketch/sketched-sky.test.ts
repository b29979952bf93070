import { describe, expect, it } from 'vitest';
import { encodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { PlanSketch } from '../../../shared/sketch.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import { behindSketch } from './sketched-sky.ts';

const view = { width: 32, height: 16, focal: 20 };
const camera = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
const plan: PlanSketch = {
  kind: 'plan',
  area: { from: { x: -10, z: -10 }, to: { x: 10, z: 10 } },
  walls: [{ from: { x: -10, z: 5 }, to: { x: 10, z: 5 }, height: 6, thickness: 0.5 }],
};

function keyframe(pose: Keyframe['pose'], code: number): Keyframe {
  const pixels = view.width * view.height;
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels)).fill(code);
  return { id: 1, pose, rgb, inverseDepth, tick: 0, author: '' };
}

describe('behindSketch', () => {
  it('makes sky behind a sketched wall unknown without changing the keyframe', () => {
    const far = keyframe({ ...camera, z: 200 }, skyCode);
    const [seen] = behindSketch([far], plan, camera, view);
    expect(seen.inverseDepth.every((code) => code === 0)).toBe(true);
    expect(far.inverseDepth.every((code) => code === skyCode)).toBe(true);
  });

  it('keeps sky that a keyframe saw at the position of the wall', () => {
    const before = keyframe({ ...camera, z: -2 }, skyCode);
    const [seen] = behindSketch([before], plan, camera, view);
    expect(seen.inverseDepth.some((code) => code === skyCode)).toBe(true);
  });

  it('keeps everything but sky', () => {
    const near = keyframe({ ...camera, z: 200 }, encodeDepth(7));
    expect(behindSketch([near], plan, camera, view)[0]).toBe(near);
  });
});
