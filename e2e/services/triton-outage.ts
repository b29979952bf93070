import type { FrameMark } from '../../shared/media.ts';
import { until } from '../until.ts';
import type { FrameWalker } from './frame-walker.ts';
import type { TritonServer } from './triton-server.ts';

/** What frames of a stretch of play were like. */
export interface Stretch {
  frames: number;
  /** Most ticks in a row of which there was no picture. */
  missing: number;
  /** Milliseconds: the longest from one frame to the next, and from a tick's inputs to its frame. */
  gap: number;
  latest: number;
  /** When the longest gap began, milliseconds from the beginning of the stretch. */
  gapAt: number;
}

/** A Triton that is killed, or stands still, under play, and comes back. */
export interface Outage {
  /** Play before; in the second from then on; after that; and from when Triton answers again. */
  before: Stretch;
  at: Stretch;
  without: Stretch;
  after: Stretch;
  /** Milliseconds from when Triton answers until the server has it draw. */
  back: number;
}

/** Frames of a second. */
const second = 12;

/**
 * Kills Triton while somebody walks about, or stops it where it is, and has it go on. `log` is the server's, and `stretch`
 * the frames of each stretch, two seconds or more.
 */
export async function outageUnderPlay(
  walker: FrameWalker,
  triton: TritonServer,
  log: readonly string[],
  how: 'kill' | 'hang',
  stretch: number,
): Promise<Outage> {
  await until('Triton draws', () => drawnByTriton(log));
  await walker.frames(stretch);
  const before = stretchOf(walker.marks.slice(-stretch - 1));
  let from = walker.marks.length;
  if (how === 'kill') await triton.kill();
  else triton.signal('SIGSTOP');
  await walker.frames(stretch);
  const at = stretchOf(walker.marks.slice(from - 1, from + second));
  const without = stretchOf(walker.marks.slice(from + second - 1));
  if (how === 'kill') await triton.resume();
  else triton.signal('SIGCONT');
  const answered = Date.now();
  from = walker.marks.length;
  const returned = await until('Triton draws again', () => drawnByTriton(log));
  await walker.frames(stretch);
  return {
    ...{ before, at, without, after: stretchOf(walker.marks.slice(from - 1)) },
    back: Math.max(0, returned - answered),
  };
}

/** When the server began to have its views drawn by Triton, milliseconds since the epoch; undefined while it does not. */
function drawnByTriton(log: readonly string[]): number | undefined {
  // The governor's lines, which may come at any time, begin with the same words.
  const last = log.findLast((line) => /"views are drawn (by the server of views|here)/.test(line));
  if (!last?.includes('"views are drawn by the server of views"')) return undefined;
  return Number(/"time":(\d+)/.exec(last)?.[1]);
}

/** @param marks The first is the one before the stretch. */
function stretchOf(marks: readonly FrameMark[]): Stretch {
  const steps = marks.slice(1).map((mark, i) => ({
    missing: mark.tick - marks[i].tick - 1,
    gap: mark.times.sent - marks[i].times.sent,
    latest: mark.times.sent - mark.times.merged,
  }));
  const most = (name: keyof (typeof steps)[number]) => Math.max(...steps.map((step) => step[name]));
  const longest = steps.findIndex(({ gap }) => gap === most('gap'));
  return {
    ...{ frames: steps.length, missing: most('missing') },
    ...{ gap: Math.round(most('gap')), latest: Math.round(most('latest')) },
    gapAt: Math.round(marks[longest].times.sent - marks[0].times.sent),
  };
}
