import { describe, expect, it } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import { contradictions } from './free-space.ts';
import { type Box, boxScene, renderScene } from './scene.fixture.ts';

const view = { width: 128, height: 72, focal: 88 };

function seen(pose: Pose, boxes: readonly Box[] = boxScene) {
  return { pose, inverseDepth: renderScene(boxes, view, pose).inverseDepth };
}

function look(x: number, z: number, yaw: number): Pose {
  return { x, y: 1.6, z, yaw, pitch: 0 };
}

const share = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0) / mask.length;

describe('free space', () => {
  it('finds no contradiction between pictures of the same world', () => {
    const others = [look(0, 0, 0), look(-3, -2, 0.8), look(3, 4, 3), look(5, -5, -0.7)].map((pose) =>
      seen(pose),
    );
    expect(share(contradictions(view, seen(look(1, -1, 0.3)), others))).toBeLessThan(0.02);
  });

  it('finds an imagined wall in seen free space, and nothing else in the picture', () => {
    const ghost: Box = { minimum: [-1, 0, 1], maximum: [1, 2, 1.3], colour: [1, 1, 1] };
    const pose = look(0, -2, 0);
    const imagined = seen(pose, [...boxScene, ghost]);
    const truth = seen(pose);
    const mask = contradictions(view, imagined, [seen(look(-5, 0.6, 1.4))]);
    let ghostly = 0;
    let found = 0;
    let wrong = 0;
    for (let i = 0; i < mask.length; i++) {
      const isGhost = imagined.inverseDepth[i] !== truth.inverseDepth[i];
      if (isGhost) ghostly++;
      if (isGhost && mask[i] === 1) found++;
      if (!isGhost && mask[i] === 1) wrong++;
    }
    expect(found / ghostly).toBeGreaterThan(0.7);
    expect(wrong / mask.length).toBeLessThan(0.02);
  });

  it('accepts surfaces in unseen space and behind seen surfaces', () => {
    const pose = look(0, -2, 0);
    expect(share(contradictions(view, seen(pose), [seen(look(0, -2, Math.PI))]))).toBe(0);
    const near: Box = { minimum: [-6, 0, 0], maximum: [6, 3, 0.2], colour: [1, 1, 1] };
    expect(share(contradictions(view, seen(pose), [seen(pose, [...boxScene, near])]))).toBe(0);
  });
});
