import { existsSync } from 'node:fs';
import type { Drawer } from '../../../server/generation/drawing/drawer.ts';
import { trialTensors } from '../../../server/generation/drawing/drawer-trial.ts';
import { NativeDrawer } from '../../../server/generation/drawing/native-drawer.ts';
import { TrunkDrawer, trunkCodes } from '../../../server/generation/drawing/trunk-drawer.ts';
import { readTrunk } from '../../../server/generation/drawing/trunk-layers.ts';
import { nativeChannels } from '../../../server/generation/graph-contract.ts';
import { createSession } from '../../../server/generation/session.ts';
import { allocatePlanes } from '../../../server/generation/view-planes.ts';
import { nativeModule } from '../../../server/native/native-module.ts';
import { graphNames, type Pack } from '../../../server/pack/pack.ts';
import { quantile } from './play-speed.ts';

/** What drawing a view that memory covers takes: packing, the layers of trunk.onnx, composing. */
export interface TrunkTime {
  /** Who computes the layers: ONNX Runtime, or the native kernel's code and arithmetic. */
  layers: string;
  /** Median milliseconds of processor time of one thread. */
  milliseconds: number;
  /** The same in units of ONNX Runtime's. */
  ratio: number;
}

/** Views that are timed together: the system counts processor time in steps of some milliseconds. */
const together = 10;
const warmUp = 1;

/** Milliseconds of processor time that this thread has used. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Subject {
  layers: string;
  drawer: Drawer;
  times: number[];
}

/** Every code of the native kernel; none if it does not know the pack's trunk. */
async function nativeSubjects({ manifest, graphFile }: Pack): Promise<Subject[]> {
  try {
    const layers = await readTrunk(graphFile('trunk'));
    return trunkCodes().map((code) => ({
      layers: `${code.name}, ${code.arithmetic}`,
      drawer: new TrunkDrawer(layers, code, manifest, nativeChannels),
      times: [],
    }));
  } catch (error) {
    process.stderr.write(`Of the pack's trunk: ${error instanceof Error ? error.message : error}\n`);
    return [];
  }
}

/**
 * Lets ONNX Runtime and every code of the native kernel that this processor runs draw in turn, in this thread. Empty
 * where the pack has no trunk or the native kernel was not built.
 */
export async function measureTrunks(pack: Pack, rounds: number): Promise<TrunkTime[]> {
  const { manifest } = pack;
  if (!graphNames(manifest).includes('trunk') || !existsSync(nativeModule)) return [];
  const session = await createSession(pack.graphFile('trunk'), 'trunk', manifest, 'cpu');
  const subjects: Subject[] = [
    { layers: 'ONNX Runtime', drawer: new NativeDrawer(session, manifest, nativeChannels), times: [] },
  ];
  subjects.push(...(await nativeSubjects(pack)));
  const tensors = trialTensors(manifest, nativeChannels, 0);
  const planes = allocatePlanes(1, manifest);
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const { drawer, times } of subjects) {
      const start = threadTime();
      for (let view = 0; view < together; view++) await drawer.draw(1, tensors, planes);
      if (round >= warmUp) times.push((threadTime() - start) / together);
    }
  }
  await session.release();
  const [reference] = subjects;
  return subjects.map(({ layers, times }) => ({
    layers,
    milliseconds: quantile(times, 0.5),
    ratio: quantile(times, 0.5) / quantile(reference.times, 0.5),
  }));
}

export function describeTrunks(times: readonly TrunkTime[]): string[] {
  return [
    'drawing a view that memory covers, milliseconds of processor time of one thread, and as ratios to ONNX Runtime',
    ...times.map(
      ({ layers, milliseconds, ratio }) =>
        `${layers.padStart(32)}  ${milliseconds.toFixed(2).padStart(7)}  ${ratio.toFixed(2)}`,
    ),
  ];
}
