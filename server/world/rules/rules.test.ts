import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../../shared/action.ts';
import { mostBlocks } from '../../../shared/geometry/reach.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import { turnOrder } from '../turn-order.ts';
import { gridOf, TestMemory, TestModel, testManifest, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';
import type { Door } from '../world-state.ts';
import { orbSeconds } from './orbs.ts';

type SeedEntity = WorldSeed['entities'][number];

const at = (kind: SeedEntity['kind'], x: number, z: number, given: Partial<SeedEntity> = {}): SeedEntity => ({
  kind,
  x,
  y: kind === 'orb' ? 0.9 : 0.4,
  z,
  yaw: 0,
  colour: 0,
  state: 0,
  ...given,
});

function worldWith(entities: SeedEntity[], memory = new TestMemory()) {
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed(entities),
    generator: new TestModel(),
    memory,
    roomSeed: 5,
  });
  let sequence = 0;
  return {
    world,
    /** Runs one tick with these actions. */
    async act(actions: Record<string, Partial<Action>>) {
      sequence++;
      for (const [id, action] of Object.entries(actions)) {
        world.setInput(id, { sequence, action: { ...neutralAction, ...action } });
      }
      const { notices } = await world.step();
      return notices.map(({ player, notice }) =>
        `${player}: ${notice.code} ${Object.values(notice.values)}`.trim(),
      );
    },
    of: (kind: string) => [...world.state.entities.values()].filter((entity) => entity.kind === kind),
  };
}

function doorOf(world: World): Door {
  for (const entity of world.state.entities.values()) if (entity.kind === 'door') return entity;
  throw new Error('no door');
}

describe('doors', () => {
  const ticks = testManifest.view.rate / 2;

  test('open in half a second when used, stay open, and close when used again', async () => {
    const { world, act } = worldWith([at('door', 10, 11.5)]);
    world.join('a', 'Ann');
    await act({ a: { use: true } });
    expect(doorOf(world).state).toBeCloseTo(1 / ticks);
    for (let tick = 0; tick < 2 * ticks; tick++) await act({ a: {} });
    expect(doorOf(world).state).toBe(1);
    await act({ a: { use: true } });
    for (let tick = 0; tick < ticks; tick++) await act({ a: {} });
    expect(doorOf(world).state).toBe(0);
  });

  test('cannot be used from behind or from afar, and the player is told', async () => {
    const { world, act } = worldWith([at('door', 10, 8.5), at('door', 10, 12.5)]);
    world.join('a', 'Ann');
    expect(await act({ a: { use: true } })).toEqual(['a: no-door-near 2']);
    expect(doorOf(world).state).toBe(0);
  });

  test('react once a tick, whoever uses them', async () => {
    const { world, act } = worldWith([at('door', 10, 11)]);
    world.join('a', 'Ann');
    const b = world.join('b', 'Ben');
    Object.assign(b.body, { x: 9.2, z: 10 });
    await act({ a: { use: true }, b: { use: true } });
    expect(doorOf(world).opening).toBe(true);
  });

  test('never close onto a body', async () => {
    const { world, act } = worldWith([at('door', 10.92, 11.2, { state: 1 })]);
    const a = world.join('a', 'Ann');
    const b = world.join('b', 'Ben');
    Object.assign(b.body, { x: 10, z: 11.2 });
    await act({ a: { use: true } });
    for (let tick = 0; tick < 2 * ticks; tick++) await act({ a: {} });
    const stopped = doorOf(world).state;
    // Its edge is at the body's edge: 10 + 0.3 m, less than one step of the door away.
    expect(10 + 0.92 * stopped - 0.5).toBeGreaterThanOrEqual(10.3 - 1e-3);
    expect(10 + 0.92 * stopped - 0.5).toBeLessThan(10.3 + 0.92 / ticks);
    world.leave('b');
    for (let tick = 0; tick < ticks; tick++) await act({ a: {} });
    expect(doorOf(world).state).toBe(0);
    expect(a.body.z).toBe(10);
  });

  test('stop players while closed and let them through when open', async () => {
    const grid = gridOf(
      ...Array.from({ length: 20 }, (_, z) =>
        z === 12 ? `${'#'.repeat(9)}..${'#'.repeat(9)}` : '.'.repeat(20),
      ),
    );
    const { world, act } = worldWith([at('door', 9.5, 12.5), at('door', 10.5, 12.5)], new TestMemory(grid));
    const a = world.join('a', 'Ann');
    Object.assign(a.body, { x: 10.5, z: 11 });
    for (let tick = 0; tick < 30; tick++) await act({ a: { move: 1 } });
    expect(a.body.z).toBeLessThanOrEqual(12.5 - 0.08 - 0.3);
    await act({ a: { use: true } });
    for (let tick = 0; tick < 30; tick++) await act({ a: { move: 1 } });
    expect(a.body.z).toBeGreaterThan(13.5);
  });
});

describe('blocks', () => {
  test('are placed in the cell ahead in the player’s colour, stop bodies, and can be removed', async () => {
    const { world, act, of } = worldWith([]);
    world.join('a', 'Ann');
    const b = world.join('b', 'Ben');
    Object.assign(b.body, { x: 10.5, z: 10.2 });
    world.leave('a');
    await act({ b: { place: true } });
    expect(of('block')).toEqual([{ kind: 'block', x: 10.5, y: 0.4, z: 11.5, yaw: 0, colour: 1 }]);
    for (let tick = 0; tick < 20; tick++) await act({ b: { move: 1 } });
    expect(b.body.z).toBeLessThanOrEqual(11.5 - 0.4 - 0.3);
    expect(await act({ b: { remove: true } })).toEqual([]);
    expect(of('block')).toEqual([]);
    expect(await act({ b: {} })).toEqual([]);
    expect(await act({ b: { remove: true } })).toEqual(['b: no-block-near 2']);
  });

  test.each([
    ['a wall', [], gridOf(...Array.from({ length: 12 }, (_, z) => (z === 11 ? '#'.repeat(20) : '')))],
    ['a block', [at('block', 10.5, 11.5)], undefined],
    ['a door', [at('door', 10.5, 11.2, { yaw: 0.4 })], undefined],
    ['an orb', [at('orb', 10.5, 11.5)], undefined],
    ['a ball', [at('ball', 10.5, 11.8)], undefined],
  ] as const)('are not placed where %s is', async (_, entities, grid) => {
    const { world, act, of } = worldWith([...entities], new TestMemory(grid));
    world.join('a', 'Ann');
    const before = of('block').length;
    expect(await act({ a: { place: true } })).toEqual(['a: no-room-for-block']);
    expect(of('block')).toHaveLength(before);
  });

  test('are not placed where a player is', async () => {
    const { world, act, of } = worldWith([]);
    world.join('a', 'Ann');
    Object.assign(world.join('b', 'Ben').body, { x: 10.2, z: 11.9 });
    expect(await act({ a: { place: true } })).toEqual(['a: no-room-for-block']);
    expect(of('block')).toHaveLength(0);
  });

  test('are limited to twelve', async () => {
    const full = Array.from({ length: mostBlocks }, (_, i) => at('block', i + 0.5, 18.5));
    const { world, act, of } = worldWith(full);
    world.join('a', 'Ann');
    expect((await act({ a: { place: true } }))[0]).toMatch(/most-blocks 12/);
    expect(of('block')).toHaveLength(mostBlocks);
  });

  test('go to the first player in turn order, which changes', async () => {
    const { world, act, of } = worldWith([]);
    const a = world.join('a', 'Ann');
    const b = world.join('b', 'Ben');
    const colours = new Set<number>();
    for (let round = 0; round < 8; round++) {
      Object.assign(a.body, { x: 10.2, z: 10.3, heading: 0 });
      Object.assign(b.body, { x: 10.8, z: 10.3, heading: 0 });
      const [first] = turnOrder([a, b], 5, world.state.tick + 1);
      await act({ a: { place: true }, b: { place: true } });
      const [block] = of('block');
      if (block?.kind !== 'block') throw new Error('no block');
      expect(block.colour).toBe(first.colour);
      colours.add(block.colour);
      expect(of('block')).toHaveLength(1);
      await act({ a: { remove: true }, b: {} });
      await act({ a: {}, b: {} });
    }
    expect(colours.size).toBe(2);
  });

  test('are not placed in the path of a door', async () => {
    const { world, act, of } = worldWith([at('door', 10.5 + 0.92, 11.5, { state: 1 })]);
    world.join('a', 'Ann');
    expect(await act({ a: { place: true } })).toEqual(['a: no-room-for-block']);
    expect(of('block')).toHaveLength(0);
  });

  test('never enclose anybody', async () => {
    const cell = gridOf(...Array.from({ length: 20 }, (_, z) => cellRow(z)));
    const { world, act, of } = worldWith([], new TestMemory(cell));
    const a = world.join('a', 'Ann');
    const b = world.join('b', 'Ben');
    Object.assign(a.body, { x: 10.5, z: 10.5 });
    Object.assign(b.body, { x: 10.5, z: 14, heading: Math.PI });
    expect(await act({ a: { place: true }, b: {} })).toEqual(['a: block-shuts-in']);
    await act({ a: {}, b: {} });
    Object.assign(b.body, { x: 10.5, z: 12.8 });
    expect(await act({ a: {}, b: { place: true } })).toEqual(['b: block-shuts-in']);
    expect(of('block')).toHaveLength(0);
    Object.assign(a.body, { x: 10.5, z: 16 });
    await act({ a: {}, b: {} });
    await act({ a: {}, b: { place: true } });
    expect(of('block')).toHaveLength(1);
  });
});

/** A dead end from (9, 9) to (12, 12) with one exit, the cell (10, 11). */
function cellRow(z: number): string {
  const row = '.'.repeat(20).split('');
  if (z === 9) row.fill('#', 9, 12);
  if (z === 10 || z === 11) row[9] = row[11] = '#';
  return row.join('');
}

describe('orbs', () => {
  test('give one point when touched, vanish, and return elsewhere in ten seconds', async () => {
    const { world, act } = worldWith([at('orb', 10, 10.8), at('orb', 2, 2)]);
    const a = world.join('a', 'Ann');
    const orb = world.state.entities.get('orb-0');
    if (orb?.kind !== 'orb') throw new Error('no orb');
    await act({ a: {} });
    expect(a.score).toBe(0);
    for (let tick = 0; tick < 4; tick++) await act({ a: { move: 1 } });
    expect(a.score).toBe(1);
    expect(orb.returns).toBeDefined();
    const ticks = orbSeconds * testManifest.view.rate;
    for (let tick = 0; tick < ticks - 10; tick++) await act({ a: {} });
    expect(orb.returns).toBeDefined();
    for (let tick = 0; tick < 20; tick++) await act({ a: {} });
    expect(orb.returns).toBeUndefined();
    expect([orb.x, orb.z]).not.toEqual([10, 10.8]);
    expect(a.score).toBe(1);
  });

  test('do not return where a wall or another orb is', async () => {
    const grid = gridOf(...Array.from({ length: 20 }, () => `${'#'.repeat(8)}......${'#'.repeat(6)}`));
    const { world, act } = worldWith([at('orb', 10, 10), at('orb', 2, 2)], new TestMemory(grid));
    const a = world.join('a', 'Ann');
    await act({ a: {} });
    expect(a.score).toBe(1);
    // Only (10, 10) is free, and the player stands there.
    for (let tick = 0; tick < 12 * testManifest.view.rate; tick++) await act({ a: {} });
    const orb = world.state.entities.get('orb-0');
    expect(orb?.kind === 'orb' && orb.returns).toBeTypeOf('number');
  });
});
