import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
import { neutralAction } from '../../shared/action.ts';
import { drawingControls, scaled } from '../../shared/controls.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { ViewRequest } from '../contracts/view.ts';
import { Generator } from '../generation/generator.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { readWorldSeed, type WorldSeed, writeWorldSeed } from '../memory/worlds/world-seed.ts';
import { defaultPackFolder, loadPack, type Pack } from '../pack/pack.ts';
import { World } from '../world/world.ts';
import { writeCapture } from './capture.fixture.ts';
import { readCapture } from './capture.ts';
import { importCapture } from './world-import.ts';

/** PSNR in decibels from which two pictures count as the same, and the least of any picture. */
const alike = 35;
const related = 25;
/** Pictures that may differ: poses are rounded, and either of two equally good keyframes may be retrieved. */
const mostOthers = 2;
const seedKeyframes = 12;
const playedTicks = 36;

let folder: string;
let pack: Pack;
let generator: Generator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-views-'));
  pack = await loadPack(defaultPackFolder);
  const logger = pino({ level: 'silent' });
  generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
});
afterAll(async () => {
  await generator.close();
  await rm(folder, { recursive: true });
});

describe('an exported and imported world', () => {
  it('gives the same views as the room it was exported from', { timeout: 120_000 }, async () => {
    const [{ name }] = pack.manifest.seeds;
    const room = await played(await pack.seed(name));
    const world = room.world.toSeed();
    const capture = join(folder, 'capture');
    await writeCapture(capture, world, { view: pack.manifest.view });

    const again = await importedFrom(capture, 'seed');
    expect(again).toMatchObject({ spawns: world.spawns, entities: world.entities });
    expect(again.keyframes).toHaveLength(room.memory.size);
    const copy = remembered(again);
    const similarities: number[] = [];
    for (const camera of cameras(again)) {
      similarities.push(await similarity(room.memory, camera, copy, camera, world));
    }
    expectAlike(similarities);

    // Like a foreign capture: the first camera is over the origin, and there are no spawns.
    await writeCapture(capture, world, { view: pack.manifest.view, foreign: true });
    const foreign = await importedFrom(capture, 'foreign');
    const [{ pose: first }] = world.keyframes;
    const moved = remembered(foreign);
    const foreignLikenesses: number[] = [];
    for (const there of cameras(foreign)) {
      const here = { ...there, x: there.x + first.x, z: there.z + first.z };
      foreignLikenesses.push(await similarity(room.memory, here, moved, there, world));
    }
    expectAlike(foreignLikenesses);
  });
});

function expectAlike(similarities: readonly number[]): void {
  for (const similarity of similarities) expect(similarity).toBeGreaterThanOrEqual(related);
  expect(similarities.filter((similarity) => similarity < alike).length).toBeLessThanOrEqual(mostOthers);
}

/** The seed of a capture, written and read as in a pack. */
async function importedFrom(capture: string, name: string): Promise<WorldSeed> {
  const { manifest } = pack;
  const options = { manifest, path: capture, title: 'Again', keyframes: 256 };
  const seed = await importCapture(await readCapture(capture), options);
  await writeWorldSeed(join(folder, name), seed, manifest.view);
  return readWorldSeed(join(folder, name), manifest.view);
}

function remembered({ keyframes }: WorldSeed): RoomMemory {
  const memory = new RoomMemory(pack.manifest);
  for (const keyframe of keyframes) memory.remember(keyframe);
  return memory;
}

/** PSNR in decibels between the views of two memories at two cameras. Equal if both had to imagine. */
async function similarity(
  a: RoomMemory,
  here: Pose,
  b: RoomMemory,
  there: Pose,
  { controls }: WorldSeed,
): Promise<number> {
  const request = (memory: RoomMemory, camera: Pose): ViewRequest => ({
    room: 'test',
    view: 'camera',
    roomSeed: 7,
    tick: 1,
    camera,
    previous: undefined,
    keyframes: memory.retrieve(camera),
    entities: [],
    controls: drawingControls(pack.manifest).map((control) =>
      scaled(control, controls[control.name] ?? control.default),
    ),
  });
  const [before, after] = await generator.generate([request(a, here), request(b, there)]);
  if (before.imagined && after.imagined) return Number.POSITIVE_INFINITY;
  return psnr(before.rgb, after.rgb);
}

/**
 * A room that started with few keyframes and has seen the rest in play, so that its memory differs from its
 * seed.
 */
async function played(seed: WorldSeed): Promise<{ world: World; memory: RoomMemory }> {
  const memory = new RoomMemory(pack.manifest);
  const scant = { ...seed, keyframes: seed.keyframes.slice(0, seedKeyframes) };
  const world = new World({ pack, seed: scant, generator, memory, roomSeed: 7 });
  world.join('ann', 'Ann');
  for (let tick = 0; tick < playedTicks; tick++) {
    world.setInput('ann', { sequence: tick, action: { ...neutralAction, move: 1, turn: 0.6 } });
    await world.step();
  }
  return { world, memory };
}

/** Cameras at eye height on every spawn, looking in its direction and to its right. */
function cameras({ spawns }: WorldSeed): Pose[] {
  const y = pack.manifest.motion.eyeHeight;
  return spawns.flatMap(({ x, z, yaw }) =>
    [0, 1.7].map((turn) => ({ x, y, z, yaw: yaw + turn, pitch: -0.05 })),
  );
}
