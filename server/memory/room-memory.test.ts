import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import { loadPack } from '../pack/pack.ts';
import { RoomMemory } from './room-memory.ts';
import { boxScene, renderScene } from './scene.fixture.ts';
import { perfectView } from './view.fixture.ts';

let manifest: Manifest;

beforeAll(async () => {
  ({ manifest } = await loadPack(join(import.meta.dirname, '../generation/fixtures/pack')));
});

function look(x: number, z: number, yaw: number): Pose {
  return { x, y: 1.6, z, yaw, pitch: 0 };
}

function seedKeyframe(pose: Pose) {
  return { pose, ...renderScene(boxScene, manifest.view, pose), tick: 0, author: '' };
}

describe('room memory', () => {
  it('returns what was remembered where it is visible', () => {
    const memory = new RoomMemory(manifest);
    const north = memory.remember(seedKeyframe(look(0, 0, 0)));
    const south = memory.remember(seedKeyframe(look(0, 0, Math.PI)));
    expect(memory.size).toBe(2);
    expect(memory.retrieve(look(0.2, 0.1, 0.1))[0]).toBe(north);
    expect(memory.retrieve(look(0, 0, Math.PI - 0.1))[0]).toBe(south);
    expect(south.inverseDepth.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('returns at most as many keyframes as the pack has slots for memory', () => {
    const memory = new RoomMemory(manifest);
    for (let i = 0; i < 6; i++) memory.remember(seedKeyframe(look(0, 0, i * 0.1)));
    expect(memory.retrieve(look(0, 0, 0.2))).toHaveLength(manifest.memory.slots - 1);
  });

  it('shows the sky of one position from another where no keyframe helps', () => {
    const memory = new RoomMemory(manifest);
    memory.remember(seedKeyframe(look(-5, -5, 0)));
    const camera = { ...look(5.5, 5.5, 0.3), pitch: 0.3 };
    const shown = memory.retrieve(camera);
    expect(shown.some(({ id, pose }) => id < 0 && pose.x === camera.x && pose.z === camera.z)).toBe(true);
  });

  it('does not assess the views of a player who stands still in a known place', () => {
    const memory = new RoomMemory(manifest);
    const pose = look(0, 0, 0);
    memory.remember(seedKeyframe(pose));
    const view = perfectView(manifest, pose);
    view.coverage.fill(255);
    let readings = 0;
    const counted = {
      ...view,
      get confidence() {
        readings++;
        return view.confidence;
      },
    };
    memory.write(counted, 'ann');
    expect(readings).toBeGreaterThan(0);
    readings = 0;
    for (let tick = 2; tick < 40; tick++) memory.write(counted, 'ann');
    expect(readings).toBe(0);
  });

  it('copies and keeps a new view, and returns it to everybody', () => {
    const memory = new RoomMemory(manifest);
    const view = perfectView(manifest, look(0, 0, 0));
    const written = memory.write(view, 'ann');
    expect(written).toMatchObject({ author: 'ann', tick: 1, pose: look(0, 0, 0) });
    expect(written?.rgb).toEqual(view.rgb);
    const kept = written?.inverseDepth ?? new Uint16Array();
    for (const [i, code] of kept.entries()) if (code !== 0) expect(code).toBe(view.inverseDepth[i]);
    expect(kept.filter((code) => code > 0).length).toBeGreaterThan(0.95 * view.inverseDepth.length);
    view.rgb.fill(0);
    expect(written?.rgb.some((value) => value > 0)).toBe(true);
    expect(memory.retrieve(look(0.1, 0, 0))[0]).toBe(written);
  });

  it('does not keep what memory already covered', () => {
    const memory = new RoomMemory(manifest);
    expect(memory.write(perfectView(manifest, look(0, 0, 0), { covered: 0.95 }), 'ann')).toBeUndefined();
    expect(memory.size).toBe(0);
  });

  it('limits the writes of a player who stands still or has just written', () => {
    const memory = new RoomMemory(manifest);
    const write = (tick: number, yaw: number, author: string, imagined = false) =>
      memory.write(perfectView(manifest, look(0, 0, yaw), { tick, imagined }), author) !== undefined;
    expect(write(1, 0, 'ann')).toBe(true);
    expect(write(2, 0.5, 'ann')).toBe(false);
    expect(write(2, 0.5, 'bob')).toBe(true);
    // Imagined views are written at once, or the next tick would imagine the place differently.
    expect(write(2, 0.5, 'ann', true)).toBe(true);
    expect(write(20, 0.51, 'ann')).toBe(false);
    expect(write(20, 0.9, 'ann')).toBe(true);
  });

  it('removes the pixels of entities, and skips a view that shows little else', () => {
    const memory = new RoomMemory(manifest);
    const view = perfectView(manifest, look(0, 0, 0));
    view.entity.fill(255, 0, 64 * 10);
    const written = memory.write(view, 'ann');
    expect(written?.inverseDepth.subarray(0, 64 * 13).every((code) => code === 0)).toBe(true);
    expect(written?.inverseDepth[64 * 13]).toBe(view.inverseDepth[64 * 13]);
    const hidden = perfectView(manifest, look(0, 0, 1));
    hidden.entity.fill(255, 0, 64 * 44);
    expect(memory.write(hidden, 'bob')).toBeUndefined();
  });

  it('does not keep imagined surfaces in known free space', () => {
    const memory = new RoomMemory(manifest);
    memory.remember(seedKeyframe(look(-5, 0.6, 1.4)));
    const ghost = { minimum: [-1, 0, 1], maximum: [1, 2, 1.3], colour: [9, 9, 9] } as const;
    const camera = look(0, -2, 0);
    const view = perfectView(manifest, camera, { imagined: true, boxes: [...boxScene, ghost] });
    view.confidence.fill(0);
    const written = memory.write(view, 'ann');
    // The middle of the view shows the false wall. Its left edge shows a wall that nobody saw.
    expect(written?.inverseDepth[64 * 24 + 32]).toBe(0);
    expect(written?.inverseDepth[64 * 24 + 2]).toBe(view.inverseDepth[64 * 24 + 2]);
  });

  it('keeps its capacity: redundant keyframes are evicted before unique ones, the seed last', () => {
    const memory = new RoomMemory({ ...manifest, memory: { ...manifest.memory, capacity: 16 } });
    const seed = [0, 1, 2, 3].map((i) => memory.remember(seedKeyframe(look(-3, -3, (i * Math.PI) / 2))));
    const alone = memory.write(perfectView(manifest, look(4, 4, 2.4)), 'ann');
    for (let i = 0; i < 40; i++) {
      const written = memory.write(
        perfectView(manifest, look(0, 0, (i % 8) * 0.12), { tick: 10 * i }),
        `player-${i}`,
      );
      expect(written).toBeDefined();
    }
    expect(memory.size).toBe(16);
    const held = new Set(
      [...seed.map(({ pose }) => pose), look(4, 4, 2.4)].flatMap((pose) =>
        memory.retrieve(pose).map(({ id }) => id),
      ),
    );
    for (const { id } of seed) expect(held).toContain(id);
    expect(held).toContain(alone?.id);
  });

  it('keeps a capacity that is smaller than the seed', () => {
    const memory = new RoomMemory({ ...manifest, memory: { ...manifest.memory, capacity: 16 } });
    for (let i = 0; i < 20; i++) memory.remember(seedKeyframe(look(0, 0, i * 0.3)));
    expect(memory.size).toBe(16);
  });

  it('knows what is solid', () => {
    const memory = new RoomMemory(manifest);
    for (let i = 0; i < 8; i++) memory.remember(seedKeyframe(look(3, 0, (i * Math.PI) / 4)));
    expect(memory.heights.solidAt(Math.floor(6.05 / 0.125), 0)).toBe(true);
    expect(memory.heights.solidAt(Math.floor(5 / 0.125), 0)).toBe(false);
  });

  it('learns what is solid from views that are not worth a keyframe', () => {
    const memory = new RoomMemory(manifest);
    const cell = [Math.floor(6.05 / 0.125), 0] as const;
    for (const tick of [1, 2, 3]) {
      memory.write(perfectView(manifest, look(tick, 0, Math.PI / 2), { tick, covered: 1 }), 'ann');
    }
    expect(memory.size).toBe(0);
    expect(memory.heights.cell(...cell)).toBe('solid');
  });
});
