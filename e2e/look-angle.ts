import type { LookReport } from '../client/video/look-compensation.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Mean angles between where a player looked and what was displayed, radians. */
export interface LookAngles {
  /** With look compensation. */
  on: number;
  /** Of the plain video. */
  off: number;
  /** Mean milliseconds from one frame of the screen to the next, with look compensation. */
  displayPeriod: number;
}

/** What a player's page says of where the player looks and what the screen shows. */
export function lookReport(visitor: Visitor): Promise<LookReport> {
  return until(`${visitor.name} looks at something`, () =>
    visitor.page.evaluate(() => window.worldroom?.look()),
  );
}

/** Switches look compensation, and waits until the picture follows; a key that is held stays held. */
export async function compensate(visitor: Visitor, on: boolean): Promise<void> {
  const is = async () => (await lookReport(visitor)).compensated === on;
  if (await is()) return;
  await visitor.page.evaluate(() =>
    document.querySelector<HTMLElement>('[data-testid="toggle-look"]')?.click(),
  );
  await until(`${visitor.name}'s picture is ${on ? '' : 'not '}compensated`, is);
}

/**
 * Measures while the player turns at an even speed: spans of `span` milliseconds with look compensation
 * and without take turns, so that whatever else the machine does falls on both alike. Ends without.
 */
export async function measureLook(visitor: Visitor, pairs: number, span: number): Promise<LookAngles[]> {
  const measured: LookAngles[] = [];
  while (measured.length < pairs) {
    await compensate(visitor, true);
    const on = await meanOver(visitor, span);
    await compensate(visitor, false);
    const off = await meanOver(visitor, span);
    // Nearly nothing was displayed in a span that the machine slept through.
    if (Math.min(on.time, off.time) < span / 2) continue;
    measured.push({ on: on.angle, off: off.angle, displayPeriod: on.displayPeriod });
  }
  return measured;
}

async function meanOver(visitor: Visitor, span: number) {
  const begin = (await lookReport(visitor)).totals;
  const displayPeriod = await visitor.page.evaluate(
    (milliseconds) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        let frames = 0;
        const next = () => {
          frames++;
          const passed = performance.now() - start;
          if (passed < milliseconds) requestAnimationFrame(next);
          else resolve(passed / frames);
        };
        requestAnimationFrame(next);
      }),
    span,
  );
  const end = (await lookReport(visitor)).totals;
  const time = end.time - begin.time;
  return { angle: (end.angle - begin.angle) / time, time, displayPeriod };
}
