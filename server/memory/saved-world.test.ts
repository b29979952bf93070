import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { loadPack, type Pack } from '../pack/pack.ts';
import { RoomMemory } from './room-memory.ts';
import { type Box, boxScene, renderScene } from './scene.fixture.ts';
import { readWorldSeed, writeWorldSeed } from './worlds/world-seed.ts';

/** A wall that a network imagined across the middle of the room. */
const ghost: Box = { minimum: [-2, 0, 0], maximum: [2, 2.5, 0.25], colour: [9, 9, 9] };
const cellOf = (x: number, z: number) => [Math.floor(x / 0.125), Math.floor(z / 0.125)] as const;
const inGhost = cellOf(0, 0.05);

let folder: string;
let pack: Pack;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saved-world-'));
  pack = await loadPack(join(import.meta.dirname, '../generation/fixtures/pack'));
});
afterEach(() => rm(folder, { recursive: true }));

function look(x: number, z: number, yaw = 0): Pose {
  return { x, y: 1.6, z, yaw, pitch: -0.3 };
}

function picture(pose: Pose, author: string, boxes: readonly Box[] = boxScene): Omit<Keyframe, 'id'> {
  return { pose, ...renderScene(boxes, pack.manifest.view, pose), tick: 0, author };
}

/** The keyframes of a room that starts from a saved copy of this memory's world. */
async function reloaded(memory: RoomMemory): Promise<Keyframe[]> {
  const { view } = pack.manifest;
  const spawns = [{ x: 0, z: 0, yaw: 0 }];
  const world = { title: 'Saved', source: 'test', spawns, entities: [], controls: {} };
  await writeWorldSeed(folder, { ...world, keyframes: [...memory.keyframes] }, view);
  return (await readWorldSeed(folder, view)).keyframes;
}

test('a false wall of a drawn keyframe yields to later observations, also after the world was saved', async () => {
  const memory = new RoomMemory(pack.manifest);
  for (const x of [-1, 0, 1]) memory.remember(picture(look(x, -2.5), 'ann', [...boxScene, ghost]));
  const again = new RoomMemory(pack.manifest);
  for (const keyframe of await reloaded(memory)) again.remember(keyframe);
  again.remember(picture(look(0, -2.5), ''));
  expect(again.heights.cell(...inGhost)).toBe('floor');
});

test('drawn keyframes are evicted before captured ones, also after the world was saved', async () => {
  const { manifest } = pack;
  const memory = new RoomMemory(manifest);
  const captured = [0, 1, 2, 3].map((i) => memory.remember(picture(look(-3, -3, (i * Math.PI) / 2), '')));
  for (let i = 0; i < 12; i++) memory.remember(picture(look(3, -3, i * 0.3), 'ann'));
  const small = { ...manifest, memory: { ...manifest.memory, capacity: 16 } };
  const prepared = new RoomMemory(small);
  for (const keyframe of await reloaded(memory)) prepared.remember(keyframe);
  const again = (await RoomMemory.restore(small, structuredClone(prepared.snapshot()))).fork();
  // More captured keyframes make the first ones the most redundant.
  for (let i = 0; i < 12; i++) again.remember(picture(look(-3, -3, i * 0.5), ''));
  expect(again.size).toBe(16);
  const held = new Set([...again.keyframes].map(({ id }) => id));
  for (const { id } of captured) expect(held).toContain(id);
});
