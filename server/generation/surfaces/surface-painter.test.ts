import { describe, expect, test } from 'vitest';
import { planKind } from '../../../shared/plan.ts';
import { planMaterials } from '../../../shared/plan-manifest.ts';
import type { PlannedGround } from '../../contracts/planned-ground.ts';
import type { ViewRequest } from '../../contracts/view.ts';
import { testPlan } from '../../map-generation/plan-network.fixture.ts';
import { surfaceSamples } from '../../surface-field/surface-samples.ts';
import { testManifest } from '../../world/world.fixture.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors } from '../view-tensors.ts';
import { GraphSurfaces } from './graph-surfaces.ts';
import { SurfacePainter } from './surface-painter.ts';

const manifest = { ...testManifest, plan: testPlan };
const { width, height } = manifest.view;
const n = width * height;
const size = 24;

/** Open ground with a wall across it, four metres north of the camera. */
const ground: PlannedGround = {
  x: 0,
  z: 0,
  size,
  kinds: cells((_, z) => (z === 16 ? planKind.highest : planKind.floor)),
  materials: cells((_, z) => (z === 16 ? 3 : 0)),
  given: cells((x) => (x < 12 ? 1 : 0)),
  sun: 0.4,
};

function cells(of: (x: number, z: number) => number): Uint8Array<SharedArrayBuffer> {
  const array = new Uint8Array(new SharedArrayBuffer(size * size));
  for (let cell = 0; cell < array.length; cell++) array[cell] = of(cell % size, Math.floor(cell / size));
  return array;
}

const request: ViewRequest = {
  room: 'r',
  view: 'v',
  roomSeed: 1,
  tick: 1,
  camera: { x: 12.5, y: 1.6, z: 12, yaw: 0, pitch: 0 },
  previous: undefined,
  keyframes: [],
  entities: [],
  controls: [0.4, 0.15],
  ground,
};

/** Colours each point by its surface. */
function network() {
  const samples = surfaceSamples(4 * n);
  const asked: number[] = [];
  return {
    asked,
    samplesFor: () => samples,
    async colours(count: number) {
      asked.push(count);
      return {
        colours: Float32Array.from(
          { length: 3 * count },
          (_, i) => samples.surfaces[Math.floor(i / 3)] / 100,
        ),
        brightness: new Float32Array(count).fill(1),
      };
    },
  };
}

/** `given`: memory's coverage of each pixel; `metres`: how far away what it knows there is. */
async function painted(given: (pixel: number) => number, of = request, metres = 2) {
  const tensors = createViewTensors(manifest, { conditions: 10, entityMaps: 5 }, 1, new TensorStorage(1));
  const planes = allocatePlanes(1, manifest, { painted: true });
  for (let pixel = 0; pixel < n; pixel++) {
    tensors.conditions[3 * n + pixel] = given(pixel);
    planes.coverage[pixel] = 255 * given(pixel);
    tensors.surface[pixel] = given(pixel) / metres;
    // An entity ten metres away, in every pixel.
    tensors.entityMaps[3 * n + pixel] = 1;
    tensors.entityMaps[4 * n + pixel] = Math.sqrt(0.1);
  }
  const colours = network();
  const painter = new SurfacePainter(new GraphSurfaces(colours, planMaterials(testPlan)), manifest);
  await painter.paint([of], tensors, planes);
  return { tensors, planes, painter, asked: colours.asked };
}

describe('what memory does not know of a view', () => {
  test('is painted from the map, as if memory knew it', async () => {
    const { tensors, planes } = await painted(() => 0);
    const middle = (height / 2) * width + width / 2;
    expect(tensors.conditions[middle]).toBeCloseTo(0.03);
    expect(tensors.conditions[3 * n + middle]).toBe(1);
    expect(tensors.conditions[5 * n + middle]).toBeCloseTo(0.5, 1);
    expect(tensors.surface[middle]).toBeCloseTo(0.25, 5);
    expect(planes.coverage[middle]).toBe(255);
    // The entity stands behind the wall.
    expect(tensors.entityMaps[3 * n + middle]).toBeLessThan(0.01);
    const sky = width / 2;
    expect(tensors.conditions[sky]).toBeCloseTo((2 * planMaterials(testPlan)) / 100);
    expect(tensors.surface[sky]).toBeLessThan(0.001);
  });

  test('is all that is painted', async () => {
    const { tensors, planes, asked } = await painted((pixel) => (pixel % width < width / 2 ? 1 : 0));
    const row = (height / 2) * width;
    expect(tensors.conditions[row + 1]).toBe(0);
    expect(tensors.conditions[row + width - 2]).toBeGreaterThan(0);
    expect(asked[0]).toBeLessThanOrEqual(n / 2);
    expect([planes.painted?.[row + 1], planes.painted?.[row + width - 2]]).toEqual([0, 1]);
    expect((await painted(() => 1)).asked).toEqual([]);
  });

  test('hides what memory knows behind it, but for cells that memory has seen', async () => {
    const { tensors } = await painted(() => 1, request, 9);
    const row = (height / 2) * width;
    expect(tensors.surface[row + width - 8]).toBeCloseTo(0.25, 5);
    expect(tensors.surface[row + 8]).toBeCloseTo(1 / 9, 5);
  });

  test('is painted in a larger picture, of which the view is the mean', async () => {
    const size = { width: 2 * width, height: 2 * height };
    const { tensors, painter } = await painted(() => 0, { ...request, size });
    const middle = (height / 2) * width + width / 2;
    expect(tensors.conditions[middle]).toBeCloseTo(0.03);
    const picture = { ...size, rgb: new Uint8Array(new SharedArrayBuffer(12 * n)) };
    painter.larger(0)?.putInto(picture, new Float32Array(n).fill(1), manifest.view);
    expect(picture.rgb[height * size.width + width]).toBe(8);
  });

  test('stays unknown without a map, and where the map ends nearby', async () => {
    const { ground: _, ...without } = request;
    expect((await painted(() => 0, without)).asked).toEqual([]);
    const { tensors } = await painted(() => 0, { ...request, camera: { ...request.camera, z: 23.5 } });
    expect(tensors.conditions[3 * n + (height / 2) * width + width / 2]).toBe(0);
  });
});
