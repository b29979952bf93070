import { describe, expect, test } from 'vitest';
import type { Entity } from '../../../shared/entity.ts';
import { entitiesToDraw } from './entities-to-draw.ts';

const manifest = { view: { width: 256, height: 144, focal: 176, rate: 12 }, entities: { perView: 3 } };
const camera = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
const orb = (x: number, z: number): Entity => ({
  ...{ kind: 'orb', x, y: 1, z, yaw: 0, state: 0 },
  colour: [1, 1, 0],
});
/** A wall from x = -1.5 to 0.5 at z = 4, in cells of half a metre. */
const wall = { cellSize: 0.5, solidAt: (x: number, z: number) => z === 8 && x >= -3 && x < 1 };
const open = { cellSize: 0.5, solidAt: () => false };

describe('entities that a view is told of', () => {
  test('are those in the frame, nearest first', () => {
    const [near, far, aside] = [orb(0, 3), orb(0, 6), orb(20, 3)];
    expect(entitiesToDraw(camera, [far, aside, near], open, manifest)).toEqual([near, far]);
  });

  test('behind walls give way to farther ones that nothing hides', () => {
    const hidden = [orb(-0.6, 5), orb(-0.4, 5.5)];
    const seen = [orb(1.2, 6), orb(1.4, 6.5), orb(1.6, 7)];
    expect(entitiesToDraw(camera, [...hidden, ...seen], wall, manifest)).toEqual(seen);
    expect(entitiesToDraw(camera, [...hidden, ...seen.slice(1)], wall, manifest)).toEqual([
      hidden[0],
      ...seen.slice(1),
    ]);
    expect(entitiesToDraw(camera, [...hidden, ...seen], open, manifest)).toEqual([...hidden, seen[0]]);
  });

  test('behind walls stay where all fit: a low wall hides less than the ground knows', () => {
    const hidden = [orb(-0.6, 5), orb(-0.4, 5.5), orb(0, 6)];
    expect(entitiesToDraw(camera, hidden, wall, manifest)).toEqual(hidden);
  });

  test('count as seen where a side of them shows beside a wall', () => {
    const door: Entity = { ...orb(0.4, 5), kind: 'door', y: 1.1 };
    const seen = [orb(1.4, 6), orb(1.6, 6.5)];
    const hidden = orb(-0.6, 4.9);
    expect(entitiesToDraw(camera, [hidden, door, ...seen], wall, manifest)).toEqual([door, ...seen]);
  });
});
