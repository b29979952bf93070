import { expect, test } from 'vitest';
import { scenePoses, sceneSeed } from './capture.fixture.ts';
import { pointCloud } from './point-cloud.ts';

const view = { width: 64, height: 48, focal: 40 };
const { keyframes } = sceneSeed(view);

function parse(cloud: Buffer) {
  const end = cloud.indexOf('end_header\n') + 'end_header\n'.length;
  const header = cloud.subarray(0, end).toString();
  const count = Number(/element vertex (\d+)/.exec(header)?.[1]);
  const points = Array.from({ length: count }, (_, i) => {
    const at = end + 15 * i;
    const position = [0, 4, 8].map((offset) => cloud.readFloatLE(at + offset));
    return { position, colour: [...cloud.subarray(at + 12, at + 15)] };
  });
  return { header, points, rest: cloud.length - end - 15 * count };
}

test('a point cloud contains the seen surfaces with z up, without sky', async () => {
  const { header, points, rest } = parse(await pointCloud(keyframes, view, 1_000_000));
  expect(header).toMatch(/^ply\nformat binary_little_endian 1\.0\nelement vertex \d+\nproperty float x\n/);
  expect(rest).toBe(0);
  const surfaces = keyframes.flatMap(({ inverseDepth }) => [...inverseDepth.filter((code) => code > 1)]);
  expect(points).toHaveLength(surfaces.length);
  expect(scenePoses).toHaveLength(2);
  for (const {
    position: [x, y, z],
  } of points) {
    // The room is 12 m wide and 3 m high. Far points have rounding errors of their codes.
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(6.4);
    expect(z).toBeGreaterThan(-0.1);
    expect(z).toBeLessThan(3.1);
  }
  const floor = points.filter(({ position: [, , z] }) => Math.abs(z) < 0.01);
  expect(floor.length).toBeGreaterThan(200);
  const brown = floor.filter(({ colour: [red, , blue] }) => red >= blue);
  expect(brown.length).toBeGreaterThan(0.9 * floor.length);
});

test('a point cloud is reduced to its limit of points', async () => {
  const { points, rest } = parse(await pointCloud(keyframes, view, 500));
  expect(rest).toBe(0);
  expect(points.length).toBeLessThanOrEqual(500);
  expect(points.length).toBeGreaterThan(250);
});

test('a world without known pixels has no points', async () => {
  const blind = keyframes.map((keyframe) => ({
    ...keyframe,
    inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * 64 * 48)),
  }));
  expect(parse(await pointCloud(blind, view, 100)).points).toEqual([]);
});
