import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { GroundKind } from '../../../shared/geometry/ground-map.ts';
import { planKind, planTile, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { testPlan } from '../../map-generation/plan-network.fixture.ts';
import type { PlanTile } from '../../map-generation/tile.ts';
import type { TileRequest } from '../../map-generation/tile-filler.ts';
import { windowCell } from '../../map-generation/window.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import { RecordedWorld } from '../log/recorded-world.ts';
import { type LogEntry, Replay } from '../log/replay.ts';
import { stateHash } from '../snapshots/state-hash.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';

/** Memory knows floor within 12 m of the yard's middle, and what it learns. */
class LearningGround implements KnownGrid {
  readonly cellSize = 0.5;
  readonly learnt = new Map<string, GroundKind>();

  cell(x: number, z: number): GroundKind {
    const near = Math.hypot(x / 2 - 10, z / 2 - 10) < 12;
    return this.learnt.get(`${x} ${z}`) ?? (near ? 'floor' : 'unknown');
  }

  solidAt(x: number, z: number): boolean {
    return this.cell(x, z) === 'solid';
  }

  *parts() {
    for (let z = -2; z <= 4; z++) for (let x = -2; x <= 4; x++) yield { x, z, edition: 1 };
  }

  fork(): KnownGrid {
    const fork = new LearningGround();
    for (const [name, kind] of this.learnt) fork.learnt.set(name, kind);
    return fork;
  }

  /** Sees floor in a wide square, as views of generated ground do. */
  learn(): void {
    for (let z = -40; z < 80; z++) for (let x = -40; x < 80; x++) this.learnt.set(`${x} ${z}`, 'floor');
  }
}

/** Every cell depends on the whole window. */
class MixingModel extends TestModel {
  readonly filled: string[] = [];
  failing = false;

  async fillTile({ tile, window }: TileRequest): Promise<PlanTile> {
    if (this.failing) throw new Error('no tile is to be filled in here');
    this.filled.push(`${tile.x} ${tile.z}`);
    const hash = window.kinds.reduce((sum, kind, i) => (Math.imul(sum, 31) + kind * (i + 1)) | 0, 7);
    const kinds = new Uint8Array(planTile * planTile);
    for (const [i] of kinds.entries()) {
      const given = window.kinds[windowCell(i % planTile, Math.floor(i / planTile))];
      const lot = Math.abs(Math.imul(hash, i + 3) >> 7) % 12;
      const drawn = lot < 4 ? planKind.high : lot === 4 ? planKind.door : lot === 5 ? planKind.orb : 0;
      kinds[i] = given === unknownKind ? drawn : given;
    }
    return { kinds, materials: new Uint8Array(planTile * planTile).fill(Math.abs(hash) % 5) };
  }
}

const manifest = { ...testManifest, plan: testPlan };

function options(model: MixingModel, heights: KnownGrid, seed: WorldSeed = testSeed()) {
  return { pack: { manifest }, seed, generator: model, memory: new TestMemory(heights), roomSeed: 4 };
}

async function tick(world: World, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await world.advance();
    await nextTurn();
  }
}

function content(world: World) {
  const { map = [], entities } = world.toSeed();
  const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
  return { tiles: sorted(map), entities: sorted(entities) };
}

test('a world that goes on later has the map that it would have had, whatever memory has learnt since', async () => {
  const heights = new LearningGround();
  const world = new World({ ...options(new MixingModel(), heights), map: {} });
  world.join('a', 'A');
  await tick(world, 30);
  const snapshot = world.snapshot();
  const began = world.map?.began;
  const seed = { ...testSeed(), map: snapshot.map };
  await tick(world, 600);
  const wanted = content(world);
  expect(wanted.entities.length).toBeGreaterThan(20);

  heights.learn();
  const model = new MixingModel();
  const again = new World({ ...options(model, heights, seed), map: { began } });
  again.restore(snapshot);
  expect(content(again).tiles.length).toBe(snapshot.map?.length);
  await tick(again, 600);
  expect(content(again)).toEqual(wanted);
  const saved = new Set(snapshot.map?.map(({ x, z }) => `${x} ${z}`));
  expect(model.filled.some((name) => saved.has(name))).toBe(false);
  expect(again.map?.began).toEqual(began);
});

test('a replay has the tiles, doors and orbs of the log, and fills in nothing itself', async () => {
  const heights = new LearningGround();
  const log: LogEntry[] = [];
  const given = options(new MixingModel(), heights);
  const world = new RecordedWorld({ ...given, map: {} }, (operation) => log.push(operation));
  world.join('a', 'A');
  await tick(world, 30);
  const snapshot = world.snapshot();
  log.length = 0;
  await tick(world, 300);

  heights.learn();
  const model = new MixingModel();
  model.failing = true;
  const seed = { ...testSeed(), map: snapshot.map };
  const memory = Object.assign(new TestMemory(heights), { repeat: () => {} });
  const replay = new Replay({
    ...{ ...options(model, heights, seed), memory },
    map: { began: world.map?.began },
  });
  replay.world.restore(snapshot);
  await replay.repeat(log);
  expect(stateHash(replay.world.snapshot())).toBe(stateHash(world.snapshot()));
  expect(replay.world.state.entities.size).toBeGreaterThan(snapshot.state.entities.length);
});

test('the cells around a start, and before it, are open before anything is filled in', async () => {
  const unknown: KnownGrid = {
    ...new LearningGround(),
    cellSize: 0.5,
    cell: () => 'unknown',
    solidAt: () => false,
  };
  const world = new World({ ...options(new MixingModel(), unknown), map: {} });
  for (const { x, z } of testSeed().spawns) {
    for (const dx of [-1, 0, 1]) {
      expect(world.ground.cell?.(Math.floor(2 * (x + dx)), Math.floor(2 * z))).toBe('floor');
    }
    expect(world.ground.cell?.(Math.floor(2 * (x + 2)), Math.floor(2 * z))).toBe('unknown');
    // They look along z.
    for (const ahead of [2, 6]) {
      expect(world.ground.cell?.(Math.floor(2 * x), Math.floor(2 * (z + ahead)))).toBe('floor');
    }
  }
  const [{ x, z }] = testSeed().spawns;
  expect(world.ground.cell?.(Math.floor(2 * x), Math.floor(2 * (z - 2.5)))).toBe('unknown');
});
