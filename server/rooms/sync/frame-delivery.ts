import type { FrameMark } from '../../../shared/media.ts';
import { serverMessages } from '../../../shared/messages.ts';
import type { RoomStream } from '../../contracts/room-media.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { ViewTimes } from '../../world/world-tick.ts';
import type { Roster } from '../members/roster.ts';

/**
 * Hands each view to its encoder and tells everybody who watches it which tick and pose the
 * frame shows, the newest input it reflects (`acknowledged`, by view), and when it passed each stage.
 * One player's broken stream is reported and does not keep back the others' frames.
 */
export function deliverFrames(
  views: readonly GeneratedView[],
  acknowledged: ReadonlyMap<string, number>,
  roster: Roster,
  streamOf: (view: string) => RoomStream | undefined,
  times: ViewTimes,
  failed: (view: string, error: unknown) => void,
): void {
  const time = performance.now();
  for (const view of views) {
    const stream = streamOf(view.view);
    if (stream === undefined) continue;
    try {
      const sent = stream.push(view.shown ?? view.rgb, time);
      const mark: FrameMark = {
        view: view.view,
        rtpTimestamp: sent.rtpTimestamp,
        tick: view.tick,
        acknowledged: acknowledged.get(view.view) ?? 0,
        pose: view.camera,
        generation: view.milliseconds,
        encoding: sent.milliseconds,
        times: {
          merged: sinceEpoch(times.merged),
          drawing: sinceEpoch(times.drawing),
          drawn: sinceEpoch(times.drawn),
          sent: sinceEpoch(performance.now()),
        },
      };
      for (const watcher of roster.watchersOf(view.view)) watcher.line.send(serverMessages.frame, mark);
    } catch (error) {
      failed(view.view, error);
    }
  }
}

/** A time of performance.now's clock on the clock that answers to pings tell. */
function sinceEpoch(time: number): number {
  return performance.timeOrigin + time;
}
