import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { planControls, planKinds, untoldControl } from '../../shared/plan.ts';
import { planMaterials } from '../../shared/plan-manifest.ts';
import { GeneratedMap } from '../map-generation/generated-map.ts';
import { nothingGiven, windowOf } from '../map-generation/window.ts';
import { loadPack } from '../pack/pack.ts';
import { PlanWorker } from './plan-worker.ts';
import type { WorkerSetting } from './worker-messages.ts';
import { WorkerThread } from './worker-thread.ts';

const pack = await loadPack(join(import.meta.dirname, 'fixtures/pack'));
const materials = planMaterials(pack.manifest.plan);
const opened: PlanWorker[] = [];
let starts = 0;

function create(files: WorkerSetting['files'] = { plan: pack.graphFile('plan') }): PlanWorker {
  const { manifest } = pack;
  const worker = new PlanWorker((onExit) => {
    starts++;
    return WorkerThread.start(
      { role: 'plan', provider: 'cpu', conditioning: 'auto', manifest, files },
      onExit,
    );
  });
  opened.push(worker);
  return worker;
}

const request = (x: number) => ({
  roomSeed: 3,
  tile: { x, z: 0 },
  window: windowOf({ x, z: 0 }, nothingGiven, () => undefined, materials),
  asked: planControls.map(() => untoldControl),
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((worker) => worker.close()));
  starts = 0;
});

describe('plan worker', () => {
  it('fills in tiles one after the other, the same for the same request', async () => {
    const worker = create();
    const [first, again, other] = await Promise.all(
      [request(1), request(1), request(2)].map((r) => worker.fill(r)),
    );
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(Math.max(...first.kinds)).toBeLessThan(planKinds.length);
    expect(Math.max(...first.materials)).toBeLessThan(materials);
    expect(starts).toBe(1);
  });

  it('makes maps that are the same from whatever side they are entered', async () => {
    const tiles = [0, 1, 2, 3].map((i) => ({ x: i % 2, z: i >> 1 }));
    const maps = [tiles, [...tiles].reverse()].map(async (order) => {
      const worker = create();
      const map = new GeneratedMap({
        roomSeed: 9,
        given: nothingGiven,
        materials,
        fill: (r) => worker.fill(r),
      });
      for (const tile of order) await map.generate(tile);
      return tiles.map((tile) => map.tile(tile));
    });
    const [one, two] = await Promise.all(maps);
    expect(one).toEqual(two);
  });

  it('says that a pack has no plan graph, and tries again with the next tile', async () => {
    const worker = create({});
    await expect(worker.fill(request(1))).rejects.toThrow('has no plan graph');
    await expect(worker.fill(request(1))).rejects.toThrow('has no plan graph');
    expect(starts).toBe(2);
  });

  it('does nothing after its end', async () => {
    const worker = create();
    await worker.close();
    await expect(worker.fill(request(1))).rejects.toThrow('is closed');
    expect(starts).toBe(0);
  });
});
