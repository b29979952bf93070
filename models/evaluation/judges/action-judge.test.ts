import { describe, expect, it } from 'vitest';
import { motionClasses } from './action-judge.ts';

const pose = { x: 3, y: 1.6, z: -2, yaw: 0.7, pitch: 0.1 };
const step = (forward: number, right: number) => ({
  x: pose.x + Math.sin(pose.yaw) * forward + Math.cos(pose.yaw) * right,
  z: pose.z + Math.cos(pose.yaw) * forward - Math.sin(pose.yaw) * right,
});

describe('motion classes', () => {
  it.each([
    ['standing', {}, [1, 1, 1, 1]],
    ['forward', step(0.2, 0), [2, 1, 1, 1]],
    ['back and left', step(-0.2, -0.2), [0, 0, 1, 1]],
    ['turning right', { yaw: pose.yaw + 0.1 }, [1, 1, 2, 1]],
    ['turning left past half a turn', { yaw: pose.yaw - 0.1 - 2 * Math.PI }, [1, 1, 0, 1]],
    ['looking up', { pitch: pose.pitch + 0.05 }, [1, 1, 1, 2]],
    ['looking down', { pitch: pose.pitch - 0.05 }, [1, 1, 1, 0]],
  ])('of %s', (_, change, expected) => {
    expect(motionClasses(pose, { ...pose, ...change })).toEqual(expected);
  });
});
