import type { FrameMark, PictureLimit } from '../../../shared/media.ts';
import type { NoticeMessage } from '../../../shared/messages.ts';
import type { PictureSize } from '../../contracts/picture.ts';
import type { RoomStream } from '../../contracts/room-media.ts';
import { type GeneratedView, pictureOf } from '../../contracts/view.ts';
import { spanned } from '../../tracing/spans.ts';
import type { ViewTimes } from '../../world/world-tick.ts';
import { type ClientConnection, type EncodedMessage, encodeMessage } from '../members/client-connection.ts';
import type { Roster } from '../members/roster.ts';

/** To whom the frames of a room go. */
export interface FrameReceivers {
  roster: Roster;
  streamOf: (view: string) => RoomStream | undefined;
  /** Of the views; their pictures may be larger. */
  size: PictureSize;
  /** Confidence code (0 to 255) from which memory keeps a pixel; with less, it counts as unsure. */
  leastConfidence: number;
  /** Why a view's pictures are smaller than they could be; undefined where nothing limits them. */
  limitOf?: (view: string) => PictureLimit | undefined;
}

/**
 * Hands each view to its encoder and tells everybody who watches it which tick and pose the
 * frame shows, the newest input it reflects (`acknowledged`, by view), and when it passed each stage.
 * One player's broken stream is reported, to its watchers too, and does not keep back the others' frames. Ends when all
 * frames were sent.
 */
export async function deliverFrames(
  views: readonly GeneratedView[],
  acknowledged: ReadonlyMap<string, number>,
  receivers: FrameReceivers,
  times: ViewTimes,
  failed: (view: string, error: unknown) => void,
): Promise<void> {
  const time = performance.now();
  const deliver = async (view: GeneratedView) => {
    const stream = receivers.streamOf(view.view);
    if (stream === undefined) return;
    try {
      await deliverFrame(view, stream, time, acknowledged, receivers, times);
      failing.delete(stream);
    } catch (error) {
      failed(view.view, error);
      tellWatchers(stream, receivers.roster.watchersOf(view.view));
    }
  };
  await Promise.all(views.map(deliver));
}

async function deliverFrame(
  view: GeneratedView,
  stream: RoomStream,
  time: number,
  acknowledged: ReadonlyMap<string, number>,
  { roster, size, leastConfidence, limitOf }: FrameReceivers,
  times: ViewTimes,
): Promise<void> {
  const picture = pictureOf(view, size);
  const limited = limitOf?.(view.view);
  const depth = { ...size, inverseDepth: view.inverseDepth };
  const { entity, coverage, painted, confidence } = view;
  const origin = { ...size, entity, coverage, painted, confidence, leastConfidence };
  const sent = await spanned(
    'encode',
    () => stream.push({ ...picture, depth, origin, shows: times.merged }, time),
    { 'worldroom.width': picture.width, 'worldroom.height': picture.height },
  );
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
    size: { width: picture.width, height: picture.height },
  };
  if (limited !== undefined) mark.limited = limited;
  let encoded: EncodedMessage | undefined;
  for (const { line } of roster.watchersOf(view.view)) {
    encoded ??= encodeMessage('frame', mark);
    line.sendEncoded(encoded);
  }
}

/** Milliseconds for which a stream stands still before its watchers are told; a new encoder is there sooner. */
const noticeAfter = 2_000;
/** Streams that fail, since when (milliseconds on the process's clock), and whether their watchers know. */
const failing = new WeakMap<RoomStream, { since: number; told: boolean }>();

function tellWatchers(
  stream: RoomStream,
  watchers: Iterable<{ line: Pick<ClientConnection, 'send'> }>,
): void {
  const now = performance.now();
  const failure = failing.get(stream) ?? { since: now, told: false };
  failing.set(stream, failure);
  if (failure.told || now - failure.since < noticeAfter) return;
  failure.told = true;
  const notice: NoticeMessage = { level: 'error', code: 'video-stalled', values: {} };
  for (const { line } of watchers) line.send('notice', notice);
}

/** A time of performance.now's clock on the clock that answers to pings tell. */
function sinceEpoch(time: number): number {
  return performance.timeOrigin + time;
}
