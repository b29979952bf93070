import { describe, expect, test } from 'vitest';
import { adapterTimingsSchema, type Command } from '../../shared/commands/command.ts';
import { gridOf, TestMemory, TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { World } from '../world/world.ts';
import { CommandDriver } from './command-driver.ts';

/** Milliseconds of a tick of the test's pack. */
const tick = 50;

/** Carries out one command among walls; returns the path in ticks, and how it ended. */
async function carriedOut(
  lines: string[],
  start: { x: number; z: number },
  command: Command,
  latency: number,
) {
  const world = new World({
    pack: { manifest: testManifest },
    seed: { ...testSeed(), spawns: [{ ...start, yaw: 0 }] },
    generator: new TestModel(),
    memory: new TestMemory(gridOf(...lines)),
    roomSeed: 1,
  });
  const { body } = world.join('robot', 'Robot');
  const timing = { rate: 10, latency };
  const driver = new CommandDriver(
    world,
    'robot',
    adapterTimingsSchema.parse({ position: timing, words: timing }),
  );
  expect(driver.take({ command, sequence: 1, received: 0, issued: 0 })).toBeUndefined();
  const path = [{ x: body.x, z: body.z }];
  for (let i = 0; i < 400 && driver.report()?.state === 'under-way'; i++) {
    const { action } = driver.act(i * tick, (i + 1) * tick);
    world.setInput('robot', { sequence: i + 1, action });
    await world.advance();
    path.push({ x: body.x, z: body.z });
  }
  return { path, last: path[path.length - 1], report: driver.report() };
}

const walls = [
  '############',
  '#..........#',
  '#..........#',
  '########...#',
  '#..........#',
  '#..........#',
  '############',
];

describe('a position', () => {
  test.each([0, 120])(
    'behind a wall is walked to around it by a body that is %i ms late',
    async (latency) => {
      const position: Command = { adapter: 'position', x: 2.5, z: 5 };
      const { path, last, report } = await carriedOut(walls, { x: 2.5, z: 2 }, position, latency);
      expect(report?.state).toBe('done');
      expect(Math.hypot(last.x - 2.5, last.z - 5)).toBeLessThan(0.25);
      expect(Math.max(...path.map(({ x }) => x))).toBeGreaterThan(8);
      for (const { x, z } of path) expect(walls[Math.floor(z)][Math.floor(x)]).toBe('.');
    },
  );

  test('that is walled in leaves the body blocked, as near as it gets', async () => {
    const shut = walls.map((line, row) => (row === 3 ? '############' : line));
    const position: Command = { adapter: 'position', x: 2.5, z: 5 };
    const { last, report } = await carriedOut(shut, { x: 5, z: 1.5 }, position, 40);
    expect(report?.state).toBe('blocked');
    expect(last.z).toBeLessThan(3);
    expect(Math.abs(last.x - 2.5)).toBeLessThan(1.5);
  });
});

test('words that lead into a wall are blocked there, and say which', async () => {
  const words: Command = { adapter: 'words', text: 'turn around, walk 9 metres' };
  const { last, report } = await carriedOut(walls, { x: 5, z: 2 }, words, 0);
  expect(report).toMatchObject({ state: 'blocked', step: 'walk 9 metres' });
  expect(last.z).toBeGreaterThan(1);
});
