import type { LookReport } from '../client/video/look-compensation.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Mean angles between the player's direction and the displayed one, radians. */
export interface LookAngles {
  /** With look compensation. */
  on: number;
  /** Without look compensation. */
  off: number;
  /** Mean milliseconds between two display frames, with look compensation. */
  displayPeriod: number;
}

/** The look report of a player's page. */
export function lookReport(visitor: Visitor): Promise<LookReport> {
  return until(`${visitor.name} looks at something`, () =>
    visitor.page.evaluate(() => window.worldroom?.look()),
  );
}

/** Switches look compensation on or off, and waits until the picture follows. Held keys stay held. */
export async function compensate(visitor: Visitor, on: boolean): Promise<void> {
  const is = async () => (await lookReport(visitor)).compensated === on;
  if (await is()) return;
  await visitor.page.evaluate(() =>
    document.querySelector<HTMLElement>('[data-testid="toggle-look"]')?.click(),
  );
  await until(`${visitor.name}'s picture is ${on ? '' : 'not '}compensated`, is);
}

/**
 * Measures while the player turns at constant speed. Spans of `span` milliseconds alternate between look
 * compensation on and off, so that other load on the machine affects both equally. Look compensation is off
 * afterwards.
 */
export async function measureLook(visitor: Visitor, pairs: number, span: number): Promise<LookAngles[]> {
  const measured: LookAngles[] = [];
  while (measured.length < pairs) {
    await compensate(visitor, true);
    const on = await meanOver(visitor, span);
    await compensate(visitor, false);
    const off = await meanOver(visitor, span);
    // The machine was suspended during most of this span.
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
