import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { tileSize } from '../../../shared/geometry/ground-map.ts';
import { planKind, planTile, solidKind, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { testMaterials, testPlan } from '../../map-generation/plan-network.fixture.ts';
import type { PlanTile } from '../../map-generation/tile.ts';
import type { TileRequest } from '../../map-generation/tile-filler.ts';
import { GroundSurvey } from '../ground-survey.ts';
import { type WorldOperation, worldOperationSchema } from '../log/operation.ts';
import { RecordedWorld } from '../log/recorded-world.ts';
import { Replay } from '../log/replay.ts';
import { stateHash } from '../snapshots/state-hash.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';
import { givenGround } from './given-ground.ts';
import { RoomMap } from './room-map.ts';
import { decodeTiles, encodeTiles } from './saved-tiles.ts';
import { MappingModel, striped, Yard } from './yard.fixture.ts';

const manifest = { ...testManifest, plan: testPlan };

function worldWith(
  model: MappingModel,
  heights: KnownGrid,
  failed?: (error: unknown) => void,
  seed = testSeed(),
) {
  const options = {
    pack: { manifest },
    seed,
    generator: model,
    memory: new TestMemory(heights),
    roomSeed: 4,
  };
  return new World({ ...options, map: failed ? { failed } : {} });
}

async function tick(world: World, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await world.advance();
    await nextTurn();
  }
}

describe('the map of a room', () => {
  test('is filled in around players, nearest ground first, each tile once', async () => {
    const model = new MappingModel();
    const world = worldWith(model, new Yard());
    world.join('a', 'A');
    await tick(world, 600);
    const names = model.filled.map(({ x, z }) => `${x} ${z}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(80);
    // All is filled in: nothing more is asked for while nobody moves.
    await tick(world, 30);
    expect(model.filled.length).toBe(names.length);
  });

  test('is solid where memory knows nothing, and gives way to what is seen', async () => {
    const heights = new Yard();
    const model = new MappingModel();
    const world = worldWith(model, heights);
    world.join('a', 'A');
    const [x, z] = [64, 48];
    expect(world.ground.solidAt(x, z)).toBe(false);
    expect(world.ground.cell?.(x, z)).toBe('unknown');
    await tick(world, 600);
    // Row 24 m is the first of a tile.
    expect(world.ground.solidAt(x, z)).toBe(true);
    expect(world.ground.cell?.(x, z + 2)).toBe('floor');
    heights.seen.set(`${x} ${z}`, 'floor');
    expect(world.ground.solidAt(x, z)).toBe(false);
    // What memory knows is as before.
    expect(world.ground.solidAt(8, 20)).toBe(true);
    expect(world.ground.cell?.(20, 20)).toBe('floor');
  });

  test('says what it made up, also once that was seen, and in a world that goes on', async () => {
    const heights = new Yard();
    const world = worldWith(new MappingModel(), heights);
    world.join('a', 'A');
    const originAt = (of: World, x: number, z: number) => of.ground.origin?.(x, z);
    expect(originAt(world, 64, 48)).toBe('none');
    await tick(world, 600);
    heights.seen.set('64 48', 'solid');
    expect(originAt(world, 64, 48)).toBe('dreamt');
    expect(originAt(world, 20, 20)).toBe('remembered');
    const later = worldWith(new MappingModel(), new Yard(), undefined, { ...world.toSeed(), keyframes: [] });
    expect(originAt(later, 64, 48)).toBe('dreamt');
    expect(originAt(later, 20, 20)).toBe('remembered');
  });

  test('is on the map that players see, also where memory knows nothing', async () => {
    const world = worldWith(new MappingModel(), new Yard());
    const survey = new GroundSurvey(world.ground);
    const before = [...survey.update()].length;
    world.join('a', 'A');
    await tick(world, 600);
    expect([...survey.update()].length).toBeGreaterThan(before + 60);
    expect(new Set([...survey.update()].map((tile) => `${tile.x} ${tile.z}`)).size).toBe(
      [...survey.update()].length,
    );
    expect(tileSize).toBe(planTile);
  });

  test('is saved with the world, and gone on from', async () => {
    const first = worldWith(new MappingModel(), new Yard());
    first.join('a', 'A');
    await tick(first, 40);
    const seed = first.toSeed();
    expect(seed.map?.length).toBeGreaterThan(10);
    const model = new MappingModel();
    const second = worldWith(model, new Yard(), undefined, { ...seed, keyframes: [] });
    expect(second.toSeed().map).toEqual(seed.map);
    second.join('b', 'B');
    await tick(second, 600);
    const saved = new Set(seed.map?.map(({ x, z }) => `${x} ${z}`));
    expect(model.filled.some(({ x, z }) => saved.has(`${x} ${z}`))).toBe(false);
  });

  test('is filled in farther ahead of a player who runs than behind, and first there', async () => {
    const filled: number[] = [];
    const map = new RoomMap({
      plan: testPlan,
      seed: testSeed(),
      heights: new Yard(),
      roomSeed: 1,
      fill: async (request) => striped(request),
    });
    map.tend([{ x: 10, z: 10, vx: 4, vz: 0 }]);
    for (let i = 0; i < 300; i++) {
      await nextTurn();
      for (const tile of map.takeReady()) {
        filled.push(tile.x * planTile);
        map.place(tile);
      }
    }
    // 32 m behind the player, and 32 m from where it is 16 m ahead.
    expect(Math.min(...filled)).toBe(-24);
    expect(Math.max(...filled)).toBe(56);
    const first = filled.slice(0, filled.length / 2);
    expect(first.reduce((sum, x) => sum + x, 0) / first.length).toBeGreaterThan(10);
  });

  test('is filled in without waiting for ticks, and no further when the world ends', async () => {
    const model = new MappingModel();
    const world = worldWith(model, new Yard());
    world.join('a', 'A');
    await tick(world, 1);
    for (let i = 0; i < 40; i++) await nextTurn();
    const filled = model.filled.length;
    expect(filled).toBeGreaterThan(30);
    world.close();
    for (let i = 0; i < 40; i++) await nextTurn();
    expect(model.filled.length).toBeLessThanOrEqual(filled + 1);
  });

  test('is tried again some time after a failure', async () => {
    const model = new MappingModel();
    model.failure = new Error('the graph broke');
    const errors: unknown[] = [];
    const world = worldWith(model, new Yard(), (error) => errors.push(error));
    world.join('a', 'A');
    await tick(world, 60);
    expect(errors).toEqual([model.failure]);
    model.failure = undefined;
    await tick(world, 200);
    expect(model.filled.length).toBeGreaterThan(20);
  });

  test('is left out unless it is asked for, and where nothing can fill it in', async () => {
    const model = new MappingModel();
    const options = { pack: { manifest }, seed: testSeed(), generator: model, roomSeed: 4 };
    const plain = new World({ ...options, memory: new TestMemory(new Yard()) });
    const other = new World({
      ...options,
      memory: new TestMemory(new Yard()),
      generator: new TestModel(),
      map: {},
    });
    for (const world of [plain, other]) {
      world.join('a', 'A');
      await tick(world, 10);
      expect(world.toSeed().map).toBeUndefined();
    }
    expect(model.filled).toEqual([]);
  });
});

describe('tiles of a map', () => {
  /** A memory in which nothing is kept, as in the world that is replayed. */
  class ReplayedYard extends TestMemory {
    repeat(): void {}
  }

  /** A world whose tiles have an orb each. */
  class OrbModel extends MappingModel {
    override async fillTile(request: TileRequest): Promise<PlanTile> {
      const tile = await super.fillTile(request);
      const open = tile.kinds.lastIndexOf(planKind.floor);
      return { ...tile, kinds: tile.kinds.with(open, planKind.orb) };
    }
  }

  test('become a part of the world between two ticks, with their orbs, and as the log says in a replay', async () => {
    const log: WorldOperation[] = [];
    const parts = { pack: { manifest }, seed: testSeed(), roomSeed: 4, map: {} };
    const world = new RecordedWorld(
      { ...parts, generator: new OrbModel(), memory: new TestMemory(new Yard()) },
      (operation) => log.push(worldOperationSchema.parse(JSON.parse(JSON.stringify(operation)))),
    );
    const start = world.snapshot();
    world.join('a', 'A');
    await tick(world, 60);
    const orbs = [...world.state.entities.values()].filter(({ kind }) => kind === 'orb');
    expect(orbs.length).toBeGreaterThan(5);

    // Nothing fills tiles in here: they come from the log alone.
    const replay = new Replay({ ...parts, generator: new TestModel(), memory: new ReplayedYard(new Yard()) });
    replay.world.restore(start);
    await replay.repeat(log);
    expect(stateHash(replay.world.snapshot())).toBe(stateHash(world.snapshot()));
    expect(replay.world.toSeed().map).toEqual(world.toSeed().map);
    expect(replay.world.ground.solidAt(64, 48)).toBe(world.ground.solidAt(64, 48));
  });

  test('are taken away by going back, and come again as they were', async () => {
    const world = worldWith(new OrbModel(), new Yard());
    world.join('a', 'A');
    await tick(world, 20);
    const before = world.snapshot();
    await tick(world, 40);
    const after = world.snapshot();
    expect(after.map?.length).toBeGreaterThan(before.map?.length ?? 0);
    world.restore(before);
    expect(world.snapshot()).toEqual(before);
    await tick(world, 60);
    const again = new Set(world.snapshot().map?.map((tile) => JSON.stringify(tile)));
    for (const tile of after.map ?? []) expect(again.has(JSON.stringify(tile))).toBe(true);
    const ids = [...world.state.entities.keys()];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('given ground', () => {
  test('is what memory knows at the start, with the things of the seed', () => {
    const { spawns } = testSeed();
    const entities = [{ kind: 'orb' as const, x: 12.5, y: 1, z: 12.5, yaw: 0, colour: 0, state: 0 }];
    const given = givenGround({ grid: new Yard(), entities, spawns });
    expect(given.kindAt(4, 20)).toBe(solidKind);
    expect(given.kindAt(12, 12)).toBe(planKind.orb);
    expect(given.kindAt(10, 10)).toBe(planKind.start);
    expect(given.kindAt(11, 10)).toBe(planKind.floor);
    expect(given.kindAt(60, 60)).toBe(unknownKind);
    expect(given.materialAt(10, 10)).toBeUndefined();
  });

  test('has the materials of cells that memory knows', () => {
    const materials = { at: (_x: number, _z: number, isWall: boolean) => (isWall ? 3 : 1) };
    const { spawns, entities } = testSeed();
    const given = givenGround({ grid: new Yard(), entities, spawns, materials });
    expect([given.materialAt(4, 20), given.materialAt(11, 10), given.materialAt(60, 60)]).toEqual([
      3,
      1,
      undefined,
    ]);
  });

  test('does not follow what memory sees later', async () => {
    const heights = new Yard();
    const requests: TileRequest[] = [];
    const map = new RoomMap({
      plan: testPlan,
      seed: testSeed(),
      heights,
      roomSeed: 1,
      fill: async (request) => {
        requests.push(request);
        return striped(request);
      },
    });
    for (let x = 0; x < 200; x++) for (let z = 0; z < 200; z++) heights.seen.set(`${x} ${z}`, 'solid');
    map.tend([{ x: 10, z: 10 }]);
    await nextTurn();
    expect(requests[0].window.kinds).toContain(unknownKind);
  });
});

test('tiles survive being saved; tokens that a pack does not have are replaced', () => {
  const tile = { x: -3, z: 2, kinds: new Uint8Array(64).fill(4), materials: new Uint8Array(64).fill(3) };
  expect(decodeTiles(encodeTiles([tile]) ?? [], testMaterials)).toEqual([tile]);
  const foreign = { ...tile, kinds: tile.kinds.map(() => 200), materials: tile.materials.map(() => 77) };
  const [read] = decodeTiles(encodeTiles([foreign]) ?? [], testMaterials);
  expect(new Set(read.kinds)).toEqual(new Set([planKind.floor]));
  expect(new Set(read.materials)).toEqual(new Set([0]));
  expect(encodeTiles([])).toBeUndefined();
});
