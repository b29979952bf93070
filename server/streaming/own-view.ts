import type { Consumer } from 'mediasoup/types';
import { followLine } from './line-reports.ts';
import type { WatchedStream } from './watched-stream.ts';

/**
 * Has a view's own player decide how it is sent: how often its frames are repeated, and that a keyframe comes soon after
 * a loss. Of all others who watch, losses are met together and later (KeyframeRequests).
 */
export async function followPlayer(
  consumer: Consumer,
  stream: Pick<WatchedStream, 'lineReported' | 'requestKeyframe'>,
): Promise<void> {
  followLine(consumer, (line) => stream.lineReported(line));
  consumer.on('trace', () => stream.requestKeyframe());
  await consumer.enableTraceEvent(['pli', 'fir']);
}
