import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entity } from '../../../shared/entity.ts';
import { collideAndSlide } from '../../../shared/geometry/collide-and-slide.ts';
import { isClear } from '../../../shared/geometry/solids.ts';
import { gridOf, openGround } from '../world.fixture.ts';
import { isEnclosed, nearestRoom } from './enclosure.ts';

const at = (kind: Entity['kind'], x: number, z: number): Entity => ({
  kind,
  x,
  y: 0.4,
  z,
  yaw: 0,
  colour: [1, 1, 1],
  state: 0,
});

const cell = gridOf('.....', '.###.', '.#.#.', '.###.', '.....');
const doorless = gridOf('.....', '.###.', '.#.#.', '.#.#.', '.....');

describe('a position', () => {
  test('is enclosed if walls leave less than 3 m to walk, from any point inside', () => {
    expect(isEnclosed({ grid: cell, obstacles: [] }, 2.5, 2.5)).toBe(true);
    expect(isEnclosed({ grid: doorless, obstacles: [] }, 2.5, 2.5)).toBe(false);
    expect(isEnclosed({ grid: openGround, obstacles: [] }, 2.5, 2.5)).toBe(false);
    const room = (width: number) =>
      gridOf('#'.repeat(width + 2), `#${'.'.repeat(width)}#`, '#'.repeat(width + 2));
    for (const x of [1.4, 2, 2.8, 3.3]) {
      expect(isEnclosed({ grid: room(3), obstacles: [] }, x, 1.5)).toBe(true);
      expect(isEnclosed({ grid: room(4), obstacles: [] }, x, 1.5)).toBe(false);
    }
  });

  test('is enclosed by blocks, but not by doors, which open, nor by bodies, which can be pushed', () => {
    const around = (kind: Entity['kind']) => [
      at(kind, 2.5, 3.5),
      at(kind, 2.5, 1.5),
      at(kind, 1.5, 2.5),
      at(kind, 3.5, 2.5),
    ];
    expect(isEnclosed({ grid: openGround, obstacles: around('block') }, 2.5, 2.5)).toBe(true);
    expect(isEnclosed({ grid: openGround, obstacles: around('block').slice(1) }, 2.5, 2.5)).toBe(false);
    expect(isEnclosed({ grid: doorless, obstacles: [at('block', 2.5, 3.7)] }, 2.5, 2.5)).toBe(true);
    for (const kind of ['door', 'player', 'ball', 'orb'] as const) {
      expect(isEnclosed({ grid: doorless, obstacles: [at(kind, 2.5, 3.7)] }, 2.5, 2.5)).toBe(false);
    }
  });

  test('is not enclosed in a corridor that is hardly wider than a body', () => {
    const size = 0.125;
    // Five cells wide: 0.625 m.
    const corridor = { cellSize: size, solidAt: (x: number) => x < 0 || x > 4 };
    expect(isEnclosed({ grid: corridor, obstacles: [] }, 2.5 * size, 0)).toBe(false);
    const narrow = { cellSize: size, solidAt: (x: number) => x < 0 || x > 3 };
    expect(isEnclosed({ grid: narrow, obstacles: [] }, 2 * size, 0)).toBe(true);
  });

  test('is not enclosed beside a diagonal gap that is hardly wider than a body, wherever it lies', () => {
    const grid = gridOf(
      '########',
      '##.#####',
      '##....##',
      '#..##..#',
      '##...#.#',
      '##...#.#',
      '#.#..###',
      '########',
    );
    // 0.64 m between the corner of the wall at (2, 3) and the block: the only way out of a dead end.
    const around = { grid, obstacles: [at('block', 2.912705654618334, 3.783639214823563)] };
    for (let x = 1.4; x <= 2.2; x += 0.04) {
      for (let z = 3.35; z <= 3.65; z += 0.03) {
        expect(isClear(around, x, z, 0.3)).toBe(true);
        expect(isEnclosed(around, x, z)).toBe(false);
      }
    }
  });

  test('is as enclosed as every other position to which a body can walk from there', () => {
    // A room of 2 m by 2 m, whose open side is narrowed by a block to two gaps of about a body's width.
    const grid = gridOf('####', '#...', '#...', '####');
    const between = (min: number, max: number) =>
      fc.integer({ min: 0, max: 1e6 }).map((share) => min + (share / 1e6) * (max - min));
    const given = fc.record({
      block: fc.record({ x: between(3, 4.2), z: between(1.7, 2.3), yaw: between(-0.8, 0.8) }),
      start: fc.record({ x: between(1.3, 2), z: between(1.3, 2.7) }),
      directions: fc.array(between(-Math.PI, Math.PI), { minLength: 40, maxLength: 40 }),
    });
    fc.assert(
      fc.property(given, ({ block, start, directions }) => {
        const around = { grid, obstacles: [{ ...at('block', block.x, block.z), yaw: block.yaw }] };
        const enclosed = isEnclosed(around, start.x, start.z);
        let { x, z } = start;
        for (const direction of directions) {
          const path = collideAndSlide(
            around,
            x,
            z,
            0.3,
            0.2 * Math.sin(direction),
            0.2 * Math.cos(direction),
          );
          x += path.dx;
          z += path.dz;
          expect(isEnclosed(around, x, z)).toBe(enclosed);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

describe('the nearest room', () => {
  test('is clear, not enclosed, and the nearest one', () => {
    const around = { grid: cell, obstacles: [at('player', -0.4, 2.5)] };
    const room = nearestRoom(around, 2.5, 2.5, 0.3);
    expect(room).toBeDefined();
    if (room === undefined) return;
    expect(isClear(around, room.x, room.z, 0.3)).toBe(true);
    expect(isEnclosed(around, room.x, room.z)).toBe(false);
    expect(Math.hypot(room.x - 2.5, room.z - 2.5)).toBeLessThan(2);
  });

  test('is the position itself if it has room, and undefined if everything is solid', () => {
    expect(nearestRoom({ grid: openGround, obstacles: [] }, 7, 8, 0.3)).toEqual({ x: 7, z: 8 });
    const rock = { cellSize: 1, solidAt: () => true };
    expect(nearestRoom({ grid: rock, obstacles: [] }, 7, 8, 0.3)).toBeUndefined();
  });
});
