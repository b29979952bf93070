import { compensate, measureLook } from '../look-angle.ts';
import { openTestBed } from '../test-bed.ts';
import { median } from './figures.ts';

/** Turn rate of the player, radians a second. */
const turnRate = Math.PI / 2;
/** Milliseconds of turning with look compensation, then without. */
const span = 2_000;

/** Degrees: mean angles between the player's direction and the displayed one, by the page's own meter. */
export interface LookFigures {
  /** Alternately with look compensation and without. */
  spans: { on: number; off: number; ratio: number; display_period: number }[];
  on: number;
  off: number;
  /** Ratio of the angle without to that with look compensation: median over the pairs of spans. */
  ratio: number;
  /** Milliseconds between two display frames: the shortest time for which a picture stays. */
  display_period: number;
}

/**
 * Measures look compensation while a player turns by 90 degrees a second, on and off within the same turn.
 */
export async function measureLooks(pairs: number): Promise<{ figures: LookFigures; errors: string[] }> {
  const testBed = await openTestBed((manifest) => {
    manifest.actions.turnRate = turnRate;
  });
  try {
    const { playLink } = await testBed.createRoom();
    const visitor = await testBed.open(playLink, 'Ann', { recorded: false });
    await visitor.reaches('playing');
    await visitor.page.keyboard.down('ArrowRight');
    await compensate(visitor, true);
    const angles = await measureLook(visitor, pairs, span);
    await visitor.page.keyboard.up('ArrowRight');
    const degrees = (radians: number) => (radians * 180) / Math.PI;
    const spans = angles.map(({ on, off, displayPeriod }) => ({
      on: degrees(on),
      off: degrees(off),
      ratio: off / on,
      display_period: displayPeriod,
    }));
    const of = (name: keyof (typeof spans)[number]) => median(spans.map((pair) => pair[name]));
    return {
      figures: {
        spans,
        on: of('on'),
        off: of('off'),
        ratio: of('ratio'),
        display_period: of('display_period'),
      },
      errors: [...testBed.pageErrors, ...testBed.serverErrors()],
    };
  } finally {
    await testBed.close();
  }
}
