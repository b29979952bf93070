import { describe, expect, it } from 'vitest';
import { Random } from '../../reference/random.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { generateWorld } from '../../reference/world.ts';
import { SeenBefore } from './seen-before.ts';

const intrinsics = { width: 128, height: 72, focal: 88 };

describe('SeenBefore', () => {
  const world = generateWorld(1_000_100);
  const renderer = new Renderer(world, intrinsics);
  const [spawn] = world.spawns;
  const pose = { x: spawn.x, y: 1.6, z: spawn.z, yaw: spawn.yaw, pitch: 0 };
  const depthAt = (at: typeof pose) => {
    const frame = createFrame(intrinsics);
    renderer.render(at, [], { timeOfDay: 0.4, fog: 0 }, frame);
    return frame.inverseDepth;
  };

  it('recognises a view, the more of it the nearer it is to the old one', () => {
    const seen = new SeenBefore(intrinsics);
    seen.record(10, pose, depthAt(pose));
    expect(seen.share(10, pose, depthAt(pose))).toBe(1);
    const aside = { ...pose, yaw: pose.yaw + 0.2 };
    const share = seen.share(10, aside, depthAt(aside));
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(1);
    const behind = { ...pose, yaw: pose.yaw + Math.PI };
    expect(seen.share(10, behind, depthAt(behind))).toBe(0);
  });

  it('does not know what was only seen later', () => {
    const seen = new SeenBefore(intrinsics);
    seen.record(10, pose, depthAt(pose));
    expect(seen.share(9, pose, depthAt(pose))).toBe(0);
  });

  it('does not count what a wall hides as seen', () => {
    const seen = new SeenBefore(intrinsics);
    const random = new Random(3);
    seen.record(0, pose, depthAt(pose));
    // From other positions, the share is what both cameras really see, which is never a whole view.
    const shares = world.spawns.slice(1, 6).map((other) => {
      const at = { ...pose, x: other.x, z: other.z, yaw: random.range(-3, 3) };
      return seen.share(0, at, depthAt(at));
    });
    expect(Math.min(...shares)).toBeLessThan(0.5);
  });
});
