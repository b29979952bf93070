import { describe, expect, it } from 'vitest';
import { openGround, TestMemory, TestModel, testManifest } from '../world.fixture.ts';
import { sketchedWall as plan } from './sketch.fixture.ts';
import { paintSketch } from './sketch-painter.ts';
import { distanceTo, sketchPoses } from './sketch-poses.ts';

describe('sketchPoses', () => {
  it('stay clear of walls, within the area, and look all around', () => {
    const poses = sketchPoses(plan, openGround, 1.6);
    expect(poses.length).toBeGreaterThan(6);
    for (const { x, z } of poses) {
      expect(x).toBeGreaterThan(200);
      expect(z).toBeLessThan(210);
      expect(plan.walls.every((wall) => distanceTo(wall, x, z) >= 0.6)).toBe(true);
    }
    expect(new Set(poses.slice(0, 6).map(({ yaw }) => yaw)).size).toBe(6);
  });

  it('are none where everything is solid', () => {
    expect(sketchPoses(plan, { cellSize: 1, solidAt: () => true }, 1.6)).toEqual([]);
  });
});

describe('paintSketch', () => {
  it('stops on request', async () => {
    const model = new TestModel();
    const result = await paintSketch(plan, {
      memory: new TestMemory(),
      model,
      manifest: testManifest,
      room: 'room',
      roomSeed: 1,
      now: () => ({ tick: 3, controls: [0] }),
      stopped: () => model.requests.length === 2,
    });
    expect(result.views).toBe(2);
  });

  it('reports how much of a sketch contradicts memory', async () => {
    const result = await paintSketch(plan, {
      memory: new TestMemory(),
      // Covers everything and shows sky.
      model: new TestModel(),
      manifest: testManifest,
      room: 'room',
      roomSeed: 1,
      now: () => ({ tick: 3, controls: [0] }),
    });
    expect(result).toMatchObject({ known: 1, otherwise: 1, kept: 0 });
  });
});
