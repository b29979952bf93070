import type { CDPSession } from 'playwright';
import { mean } from '../soak/figures.ts';
import type { RecordedStream } from './recording.ts';
import { openReplay, type ReplayBrowser } from './replay.ts';
import type { FrameCost, ReplayMode } from './replayed-frame.ts';

/** A phone held across: CSS pixels, of which each has three by three pixels of its screen. */
const viewport = { width: 844, height: 390 } as const;
const phone = { viewport, deviceScaleFactor: 3, isMobile: true, hasTouch: true } as const;
/** How many times slower than this machine the page's main thread runs. */
export const slowdowns = [1, 4, 6] as const;
/** Frames of the screen that are played at once. */
const batch = 60;

export interface PhoneCost {
  /** How many times slower the page's main thread was made. */
  slowdown: number;
  /** Whether walking was compensated. */
  walking: boolean;
  /**
   * Processor time of the main thread a frame of the screen, milliseconds: all that the page does with the stream, other than
   * showing frames by itself. It does not count the time in which other processes have the processor.
   */
  thread: number;
  /**
   * Mean milliseconds that passed while the main thread drew a frame of the screen. A mean, because Chromium slows a thread down by halting it now and
   * then: most short tasks are as fast as ever.
   */
  frame: number;
  /** The same for a frame of the stream, which is uploaded and of which a mesh is made, and for reading a depth map. */
  upload: number;
  map: number;
  /** Draw calls and vertices a frame of the screen, in the mean. */
  calls: number;
  vertices: number;
}

/**
 * What compensation costs the main thread of a page on a phone, while a recorded player walks. Chromium slows the thread down.
 * What a graphics card does is left out: draw calls do nothing.
 */
export async function measurePhoneCost(
  { browser, script }: ReplayBrowser,
  stream: RecordedStream,
): Promise<PhoneCost[]> {
  const found: PhoneCost[] = [];
  for (const walking of [false, true]) {
    for (const slowdown of slowdowns) {
      const mode: ReplayMode = { walking, ...viewport, period: 1000 / 60 };
      const { page, failures } = await openReplay({ browser, script }, stream, mode, phone);
      try {
        const client = await page.context().newCDPSession(page);
        await client.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
        await client.send('Performance.enable', { timeDomain: 'threadTicks' });
        const costs: FrameCost[] = [];
        const before = await taskTime(client);
        for (;;) {
          const next = await page.evaluate((count) => window.replay?.spend(count) ?? [], batch);
          if (failures.length > 0) throw new AggregateError(failures, 'The replaying page had errors.');
          if (next.length === 0) break;
          costs.push(...next);
        }
        const thread = (await taskTime(client)) - before;
        found.push({ slowdown, walking, thread: thread / costs.length, ...summaryOf(costs) });
      } finally {
        await page.close();
      }
    }
  }
  return found;
}

/** Processor time of the page's main thread for tasks so far, milliseconds. */
async function taskTime(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'TaskDuration');
  if (found === undefined) throw new Error('Chromium does not tell how long tasks took.');
  return 1000 * found.value;
}

function summaryOf(costs: readonly FrameCost[]): Omit<PhoneCost, 'slowdown' | 'walking' | 'thread'> {
  return {
    frame: mean(costs.map(({ frame }) => frame)),
    upload: mean(costs.flatMap(({ uploads }) => uploads)),
    map: mean(costs.flatMap(({ maps }) => maps)),
    calls: mean(costs.map(({ calls }) => calls)),
    vertices: mean(costs.map(({ vertices }) => vertices)),
  };
}

export function describePhoneCost(costs: readonly PhoneCost[]): string {
  return [
    'A phone of 844x390 at three pixels each: milliseconds of the main thread, without the graphics card.',
    'slower  walking   processor   a frame   of the stream   a map   draw calls   vertices',
    ...costs.map(({ slowdown, walking, thread, frame, upload, map, calls, vertices }) =>
      [
        `${slowdown}x`.padEnd(6),
        (walking ? 'with' : 'without').padEnd(8),
        thread.toFixed(2).padStart(9),
        frame.toFixed(2).padStart(8),
        upload.toFixed(2).padStart(12),
        map.toFixed(2).padStart(9),
        calls.toFixed(1).padStart(10),
        vertices.toFixed(0).padStart(12),
      ].join('  '),
    ),
  ].join('\n');
}
