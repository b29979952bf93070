import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LookReport } from '../client/video/look-compensation.ts';
import { type Intrinsics, intrinsicsAt, project, unproject, wrapAngle } from '../shared/geometry/camera.ts';
import { angleBetween, type Look } from '../shared/geometry/look.ts';
import { lookReport, measureLook } from './look-angle.ts';
import type { Picture } from './pixels.ts';
import { useAndClose } from './room-menu.ts';
import { median } from './soak/figures.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Turn rate in this test, radians a second. */
const turnRate = Math.PI / 2;
/**
 * Milliseconds over which the angle is averaged, and number of spans. A busy machine stalls in some of them,
 * but not in most.
 */
const span = 1_500;
const pairs = 5;

/** The displayed picture at one moment, and its frame. */
interface Moment {
  report: LookReport;
  screen: Picture;
  frame: Picture;
}

describe('look compensation for a player who turns by 90 degrees a second', () => {
  let testBed: TestBed;
  let ann: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed((manifest) => {
      manifest.actions.turnRate = turnRate;
    });
    ann = await testBed.open((await testBed.createRoom()).playLink, 'Ann');
    await ann.reaches('playing');
    await ann.standsStill();
  });

  afterAll(() => testBed?.close());

  const report = () => lookReport(ann);

  /** Turns right while `meanwhile` runs. */
  async function turning<T>(meanwhile: () => Promise<T>): Promise<T> {
    const { yaw } = await ann.standsStill();
    await ann.page.keyboard.down('ArrowRight');
    try {
      await until('Ann turns', async () => Math.abs(wrapAngle((await report()).frame.yaw - yaw)) > 0.3);
      return await meanwhile();
    } finally {
      await ann.page.keyboard.up('ArrowRight');
    }
  }

  /**
   * Waits for a moment at which the picture is rotated away from its frame, and most of the frame is still
   * visible.
   */
  async function moment(): Promise<Moment> {
    const seen = await until('the picture is ahead of its frame', () =>
      ann.page.evaluate(
        () =>
          new Promise<{ report: LookReport; screen: string; frame: string; size: number[] } | undefined>(
            (resolve) =>
              requestAnimationFrame(() => {
                const report = window.worldroom?.look();
                const source = document.querySelector<HTMLCanvasElement>('.stage canvas');
                const frames = [...(window.recorder?.frames.values() ?? [])];
                const frame = frames.find(({ mark }) => mark?.tick === report?.tick);
                if (!report?.compensated || !source || !frame) return resolve(undefined);
                const ahead = Math.abs(report.displayed.yaw - report.frame.yaw);
                if (ahead < 0.08 || ahead > 0.45) return resolve(undefined);
                const { width, height } = frame;
                const context = new OffscreenCanvas(width, height).getContext('2d');
                context?.drawImage(source, 0, 0, width, height);
                const screen = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
                const packed = (pixels: Uint8ClampedArray) => {
                  let text = '';
                  for (let i = 0; i < pixels.length; i += 4)
                    text += String.fromCharCode(...pixels.subarray(i, i + 3));
                  return btoa(text);
                };
                const size = [width, height];
                resolve({ report, screen: packed(screen), frame: packed(frame.pixels), size });
              }),
          ),
      ),
    );
    const [width, height] = seen.size;
    const picture = (base64: string) => ({
      width,
      height,
      rgb: new Uint8Array(Buffer.from(base64, 'base64')),
    });
    return { report: seen.report, screen: picture(seen.screen), frame: picture(seen.frame) };
  }

  test('reduces the angle between the player’s direction and the picture', async () => {
    await until('the picture is compensated', async () => (await report()).compensated);
    const { moments, angles } = await turning(async () => {
      const moments: Moment[] = [];
      while (moments.length < 5) moments.push(await moment());
      return { moments, angles: await measureLook(ann, pairs, span) };
    });
    const degrees = (radians: number) => ((radians * 180) / Math.PI).toFixed(2);
    for (const { on, off, displayPeriod } of angles) {
      console.info(
        `looked and displayed are ${degrees(on)} degrees apart with, ${degrees(off)} without; ` +
          `${displayPeriod.toFixed(0)} ms a frame of the screen`,
      );
    }
    // The soak test measures by how much: it depends on the display rate, which a busy machine lowers.
    const ratios = angles.map(({ on, off }) => off / on);
    expect(median(ratios), `of ${ratios.map((ratio) => ratio.toFixed(1))}`).toBeGreaterThan(2);

    for (const { report, screen, frame } of moments) {
      const expected = wrapAngle(report.displayed.yaw - report.frame.yaw);
      const found = shiftOf(screen, frame, report.frame, testBed.manifest.view);
      console.info(`turned by ${degrees(expected)} degrees, pixels say ${degrees(found)}`);
      expect(Math.abs(found - expected)).toBeLessThan(0.02);
    }
  });

  test('shows the direction of the room and the frame when the turn has ended', async () => {
    const { yaw } = await ann.standsStill();
    const settled = await until('the frame of it', async () => {
      const now = await report();
      return angleBetween(now.frame, now.looked) < 1e-3 && now;
    });
    expect(wrapAngle(settled.looked.yaw - yaw)).toBeCloseTo(0, 2);
  });

  test('remembers the setting after a reload', async () => {
    await ann.page.reload();
    await ann.reaches('playing');
    expect((await report()).compensated).toBe(false);
    await useAndClose(ann.page, 'toggle-look');
    await until('the picture is compensated again', async () => (await report()).compensated);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/**
 * Radians of yaw by which a picture is rotated relative to its frame: a search for the rotation with the
 * least pixel difference. The frame may have any of the view's sizes.
 */
function shiftOf(screen: Picture, frame: Picture, look: Look, view: Intrinsics): number {
  const intrinsics = intrinsicsAt(view, frame.width);
  const place = { x: 0, y: 0, z: 0 };
  let best = { shift: 0, difference: Number.POSITIVE_INFINITY };
  for (let shift = -0.6; shift <= 0.6; shift += 0.005) {
    const turned = { ...place, yaw: look.yaw + shift, pitch: look.pitch };
    let sum = 0;
    let count = 0;
    for (let y = 12; y < frame.height - 12; y += 4) {
      for (let x = 0; x < frame.width; x += 4) {
        const point = unproject(intrinsics, turned, x + 0.5, y + 0.5, 1);
        const { u, v, depth } = project(intrinsics, { ...place, ...look }, point);
        if (depth <= 0 || u < 2 || v < 2 || u > frame.width - 2 || v > frame.height - 2) continue;
        const a = (y * screen.width + x) * 3;
        const b = (Math.floor(v) * frame.width + Math.floor(u)) * 3;
        for (let i = 0; i < 3; i++) sum += Math.abs(screen.rgb[a + i] - frame.rgb[b + i]);
        count++;
      }
    }
    // A small overlap may match by chance.
    if (count > 300 && sum / count < best.difference) best = { shift, difference: sum / count };
  }
  return best.shift;
}
