import { openTestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import { median } from './figures.ts';

export interface JoinFigures {
  /** Milliseconds from the start of a page's loading to its first displayed frame, in order. */
  time_to_first_frame: number[];
  median: number;
}

/**
 * Measures `time_to_first_frame` of people who open an invite one after the other, each with an empty cache,
 * in a room with a player.
 */
export async function measureJoins(count: number): Promise<{ figures: JoinFigures; errors: string[] }> {
  const testBed = await openTestBed();
  try {
    const { playLink } = await testBed.createRoom();
    const host = await testBed.open(playLink, 'Host', { recorded: false });
    await host.reaches('playing');
    const times: number[] = [];
    for (let guest = 1; guest <= count; guest++) {
      const visitor = await testBed.open(playLink, `Guest ${guest}`, {
        recorded: false,
        script: noteFirstFrame,
      });
      times.push(await until('the first frame', () => visitor.page.evaluate(() => window.firstFrameAt)));
      await visitor.page.context().close();
    }
    return {
      figures: { time_to_first_frame: times, median: median(times) },
      errors: [...testBed.pageErrors, ...testBed.serverErrors()],
    };
  } finally {
    await testBed.close();
  }
}

declare global {
  interface Window {
    /** Milliseconds from the start of the page's loading, performance.now. */
    firstFrameAt?: number;
  }
}

/** Runs in a page before its own code. */
function noteFirstFrame(): void {
  const timer = setInterval(() => {
    const video = document.querySelector<HTMLVideoElement>('video.view');
    if (!video) return;
    clearInterval(timer);
    video.requestVideoFrameCallback((_now, { expectedDisplayTime }) => {
      window.firstFrameAt = expectedDisplayTime;
    });
  }, 5);
}
