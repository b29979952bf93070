import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type FrameSource,
  type FrameVideo,
  followFrames,
  type StreamFrame,
  statsInterval,
} from './stream-frames.ts';

/** A video element that shows frames when it is told to. */
class TestVideo implements Required<FrameVideo> {
  #callback: VideoFrameRequestCallback | undefined;

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this.#callback = callback;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.#callback = undefined;
  }

  shows(rtpTimestamp?: number): void {
    const callback = this.#callback;
    this.#callback = undefined;
    const now = performance.now();
    callback?.(now, {
      expectedDisplayTime: now,
      receiveTime: now,
      rtpTimestamp,
    } as VideoFrameCallbackMetadata);
  }
}

let source: FrameSource & { track: { readyState: 'live' | 'ended' }; decoded: number | undefined };
let frames: StreamFrame[];
let video: TestVideo;

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  video = new TestVideo();
  const track = { readyState: 'live' } as MediaStreamTrack & { readyState: 'live' | 'ended' };
  source = {
    track,
    decoded: 0,
    async framesDecoded() {
      return this.decoded;
    },
  };
});
afterEach(() => vi.useRealTimers());

const soon = () => vi.advanceTimersByTimeAsync(statsInterval);

describe('frames of a stream, where the browser tells their RTP timestamps', () => {
  beforeEach(() => {
    followFrames(video, source, (frame) => frames.push(frame));
  });

  test('are those that have one', async () => {
    video.shows(1_000);
    video.shows(4_000);
    await soon();
    expect(frames.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual([1_000, 4_000]);
  });

  test('are not the black one that the browser paints before any came', async () => {
    video.shows();
    await soon();
    video.shows();
    await soon();
    expect(frames).toEqual([]);
  });

  test('are not those that the browser paints of its own in between, however many were decoded', async () => {
    video.shows(1_000);
    source.decoded = 7;
    video.shows();
    await soon();
    expect(frames).toHaveLength(1);
  });

  test('are not those of a track that ended', async () => {
    source.track.readyState = 'ended';
    video.shows(1_000);
    video.shows();
    await soon();
    expect(frames).toEqual([]);
  });

  test('are not the last one once more, as when a hidden page is seen again', () => {
    video.shows(1_000);
    video.shows(1_000);
    expect(frames).toHaveLength(1);
  });
});

describe('frames of a stream, where the browser tells no RTP timestamps', () => {
  test('count while the number of decoded ones grows', async () => {
    followFrames(video, source, (frame) => frames.push(frame));
    video.shows();
    await soon();
    expect(frames).toEqual([]);
    source.decoded = 3;
    video.shows();
    await soon();
    expect(frames).toHaveLength(1);
    // The picture stands, and is painted again.
    video.shows();
    await soon();
    expect(frames).toHaveLength(1);
    source.decoded = 4;
    video.shows();
    await soon();
    expect(frames).toHaveLength(2);
  });

  test('are none of a track that ended, nor where the browser counts nothing', async () => {
    followFrames(video, source, (frame) => frames.push(frame));
    source.decoded = undefined;
    video.shows();
    await soon();
    source.decoded = 3;
    source.track.readyState = 'ended';
    video.shows();
    await soon();
    expect(frames).toEqual([]);
  });

  test('are found in a browser without the callback, too', async () => {
    const stop = followFrames({}, source, (frame) => frames.push(frame));
    await soon();
    expect(frames).toEqual([]);
    source.decoded = 5;
    await soon();
    await soon();
    expect(frames).toHaveLength(1);
    stop();
    source.decoded = 9;
    await soon();
    expect(frames).toHaveLength(1);
  });
});

test('nothing is told after the end', async () => {
  const stop = followFrames(video, source, (frame) => frames.push(frame));
  stop();
  video.shows(1_000);
  expect(frames).toEqual([]);
});
