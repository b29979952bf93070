import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type FrameSource,
  type FrameVideo,
  followFrames,
  type StreamFrame,
  statsInterval,
} from './stream-frames.ts';

/** A video element that shows frames on command. */
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

describe('frames of a stream, in a browser that reports RTP timestamps', () => {
  beforeEach(() => {
    followFrames(video, source, (frame) => frames.push(frame));
  });

  test('are those with a timestamp', async () => {
    video.shows(1_000);
    video.shows(4_000);
    await soon();
    expect(frames.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual([1_000, 4_000]);
  });

  test('exclude the black one that the browser paints before the first', async () => {
    video.shows();
    await soon();
    video.shows();
    await soon();
    expect(frames).toEqual([]);
  });

  test('exclude those that the browser paints itself in between, however many were decoded', async () => {
    video.shows(1_000);
    source.decoded = 7;
    video.shows();
    await soon();
    expect(frames).toHaveLength(1);
  });

  test('exclude those of a track that ended', async () => {
    source.track.readyState = 'ended';
    video.shows(1_000);
    video.shows();
    await soon();
    expect(frames).toEqual([]);
  });

  test('exclude repetitions, as when a hidden page becomes visible', () => {
    video.shows(1_000);
    video.shows(1_000);
    expect(frames).toHaveLength(1);
  });
});

describe('frames of a stream, in a browser that reports no RTP timestamps', () => {
  test('count while the number of decoded ones grows', async () => {
    followFrames(video, source, (frame) => frames.push(frame));
    video.shows();
    await soon();
    expect(frames).toEqual([]);
    source.decoded = 3;
    video.shows();
    await soon();
    expect(frames).toHaveLength(1);
    // The picture stays and is painted again.
    video.shows();
    await soon();
    expect(frames).toHaveLength(1);
    source.decoded = 4;
    video.shows();
    await soon();
    expect(frames).toHaveLength(2);
  });

  test('are none of a track that ended, nor in a browser without statistics', async () => {
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

test('reports nothing after it was stopped', async () => {
  const stop = followFrames(video, source, (frame) => frames.push(frame));
  stop();
  video.shows(1_000);
  expect(frames).toEqual([]);
});
