import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PictureSize } from '../contracts/picture.ts';
import type { EncoderKind } from './line-needs.ts';
import { MediaServer } from './media-server.ts';
import { RtpRecorder } from './testing/rtp-recorder.ts';
import {
  createEncoder,
  logger,
  patience,
  period,
  pictureAt,
  size,
  useStreamBed,
} from './testing/stream-bed.ts';
import { ViewerSession } from './testing/viewer-session.ts';
import type { ViewStream } from './view-stream.ts';

const bed = useStreamBed();
const lossy = { lost: 0.2, roundTrip: 200 };
const good = { lost: 0, roundTrip: 200 };

afterEach(() => {
  vi.restoreAllMocks();
});

/** Encodes `count` frames one after the other; says which were keyframes. */
async function push(stream: ViewStream, from: number, count: number): Promise<boolean[]> {
  const keyframes: boolean[] = [];
  for (let index = from; index < from + count; index++) {
    keyframes.push((await stream.push(pictureAt(index), index * period)).keyframe);
  }
  return keyframes;
}

describe('ViewStream', () => {
  test('sends small frames several times while its player loses packets, and gives each to followers once', async () => {
    const made: boolean[] = [];
    const stream = await bed.open((of: PictureSize, { small }: EncoderKind) => {
      made.push(small);
      return createEncoder(of);
    });
    const { router } = bed.host;
    if (router === undefined || stream.producer === undefined) throw new Error('no media worker');
    const transport = await router.createDirectTransport();
    const { producer } = stream;
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: router.rtpCapabilities,
    });
    const { frames } = new RtpRecorder(consumer);
    const followed: number[] = [];
    stream.follow({ picture: (_, ticks) => followed.push(ticks), streamEnded: () => {} });

    const now = vi.spyOn(performance, 'now');
    const from = performance.now();
    let seconds = 0;
    now.mockImplementation(() => from + seconds * 1000);
    expect(await push(stream, 0, 3)).toEqual([true, false, false]);
    for (; seconds < 3; seconds++) stream.lineReported(lossy);
    expect(await push(stream, 3, 3)).toEqual([true, false, false]);
    for (; seconds < 40; seconds++) stream.lineReported(good);
    expect(await push(stream, 6, 3)).toEqual([true, false, false]);
    expect(made).toEqual([false, true, false]);

    const times = Array.from({ length: 9 }, (_, index) => index * 7500);
    const copiesOf = (time: number) => frames.filter(({ rtpTimestamp }) => rtpTimestamp === time);
    await vi.waitFor(() => expect(copiesOf(times[8])).toHaveLength(1), patience);
    const counts = times.map((time) => copiesOf(time).length);
    expect([...counts.slice(0, 3), ...counts.slice(6)]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(Math.min(...counts.slice(3, 6))).toBeGreaterThan(1);
    for (const time of times) {
      const [first, ...others] = copiesOf(time);
      for (const { data } of others) expect(Buffer.from(first.data).equals(data)).toBe(true);
    }
    expect(followed).toEqual(times);
    stream.close();
  });

  test('hears of lines from the player of its view alone', async () => {
    const server = await MediaServer.create({
      ...{ listenAddress: '127.0.0.1', interfaces: () => ({}), workers: 1, logger },
    });
    try {
      const stream = await server.createStream({ ...size, rate: 12, room: 'a' });
      const heard = vi.spyOn(stream, 'lineReported');
      const spectator = new ViewerSession(server, 'a', () => stream, 'bob');
      await spectator.open();
      await spectator.watch('ann');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(heard).not.toHaveBeenCalled();
      const player = new ViewerSession(server, 'a', () => stream, 'ann');
      await player.open();
      await player.watch('ann');
      await vi.waitFor(() => expect(heard).toHaveBeenCalled(), patience);
    } finally {
      await server.close();
    }
  });
});
