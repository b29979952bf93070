import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SoundSink, SoundSource } from '../contracts/sound-sink.ts';
import { TestFile, TestSource, testSubject } from './recording.fixture.ts';
import { Recording, type RecordingOptions } from './recording.ts';

let source: TestSource;
let file: TestFile;
const keep = vi.fn(async () => {});
const salvage = vi.fn(async (): Promise<{ milliseconds: number; bytes: number } | undefined> => undefined);

function record(changes: Partial<RecordingOptions> = {}) {
  const limits = { milliseconds: 60_000, bytes: 2 ** 30 };
  const create = async () => file;
  const about = { id: 'id', began: 0, fileName: 'a.webm', subject: testSubject };
  return new Recording({ ...about, source, create, limits, keep, salvage, ...changes });
}

beforeEach(() => {
  source = new TestSource();
  file = new TestFile();
});
afterEach(() => {
  vi.clearAllMocks();
});

/** A sound whose frames a test triggers. */
class TestSound implements SoundSource {
  readonly sinks = new Set<SoundSink>();

  follow(sink: SoundSink): () => void {
    this.sinks.add(sink);
    return () => this.sinks.delete(sink);
  }

  /** A second of frames from this time on, milliseconds. */
  give(from: number): void {
    for (let frame = 0; frame < 50; frame++) {
      for (const sink of this.sinks) sink.sound(new Uint8Array(3), from + 20 * frame);
    }
  }
}

describe('a recording with sound', () => {
  /** When the pictures of the test begin, milliseconds. */
  const begin = 1_000_000 / 90;

  test('has it on a second track, from the first picture to the last', async () => {
    const sound = new TestSound();
    const create = vi.fn(async () => file);
    const recording = record({ create, sound: Promise.resolve(sound) });
    await until(() => sound.sinks.size === 1);
    sound.give(begin - 500);
    source.give(2);
    sound.give(begin + 500);
    source.give(1);
    recording.stop();
    await recording.ended;
    expect(create).toHaveBeenCalledWith([
      expect.objectContaining({ kind: 'video' }),
      { kind: 'audio', codec: 'Opus', clockRate: 48_000 },
    ]);
    const times = (wanted: number) =>
      file.packets.filter(({ track }) => track === wanted).map(({ time }) => time);
    expect(times(0)).toEqual([0, 9000, 18_000]);
    expect(times(1)).toHaveLength(15);
    expect(times(1)[0]).toBeLessThan(960);
    expect(recording).toMatchObject({ state: 'done', milliseconds: 300, bytes: 345 });
    expect(sound.sinks.size).toBe(0);
  });

  test.each([
    ['there is none', async () => undefined],
    ['it cannot be heard', () => Promise.reject(new Error('no media worker'))],
  ])('has pictures alone when %s', async (_, find) => {
    const create = vi.fn(async () => file);
    const recording = record({ create, sound: find() });
    source.give(3);
    recording.stop();
    await recording.ended;
    expect(create).toHaveBeenCalledWith([expect.objectContaining({ kind: 'video' })]);
    expect(file.packets).toHaveLength(3);
  });

  test('does not wait for a sound that never comes', async () => {
    vi.useFakeTimers();
    const recording = record({ sound: new Promise(() => {}) });
    source.give(3);
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    recording.stop();
    await recording.ended;
    expect(recording.state).toBe('done');
    expect(file.packets).toHaveLength(3);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve));
}

describe('a recording', () => {
  test('requests a keyframe, begins with it at time 0 and keeps the pictures’ times', async () => {
    source.give(5);
    const recording = record();
    source.forget();
    source.give(3);
    source.requestKeyframe();
    source.give(4);
    expect(recording.milliseconds).toBe(400);
    recording.stop();
    source.give(4);
    await recording.ended;
    expect(recording).toMatchObject({ state: 'done', reason: undefined, bytes: 400, milliseconds: 400 });
    expect(file.packets.map(({ time }) => time)).toEqual([0, 9000, 18_000, 27_000]);
    expect(file.packets.map(({ keyframe }) => keyframe)).toEqual([true, false, false, false]);
    expect([file.finished, file.closed]).toEqual([true, true]);
    expect([keep.mock.calls.length, salvage.mock.calls.length]).toEqual([1, 0]);
    expect(source.sinks.size).toBe(0);
  });

  test('requests a keyframe every five seconds, so that players can seek', async () => {
    const recording = record();
    source.give(160);
    recording.stop();
    await recording.ended;
    const keyframes = file.packets.flatMap(({ keyframe, time }) => (keyframe ? [time / 90_000] : []));
    expect(keyframes).toEqual([0, 5.1, 10.3, 15.5].map((second) => expect.closeTo(second, 0)));
  });

  test('is a file of the size that the stream has at its start', async () => {
    const create = vi.fn(async () => file);
    const recording = record({ create });
    source.give(1);
    recording.stop();
    await recording.ended;
    expect(create).toHaveBeenCalledWith([
      expect.objectContaining({ ...source.size, codec: 'VP8', rate: 10 }),
    ]);
  });

  test('ends complete with its stream', async () => {
    const recording = record();
    source.give(3);
    source.end();
    await recording.ended;
    expect(recording).toMatchObject({ state: 'done', reason: { code: 'recorded-player-left' } });
    expect(file.packets).toHaveLength(3);
  });

  test('ends complete at the time limit and at the size limit', async () => {
    const long = record({ limits: { milliseconds: 1000, bytes: 2 ** 30 } });
    source.give(20);
    await long.ended;
    expect(long).toMatchObject({
      state: 'done',
      milliseconds: 1000,
      reason: { code: 'longest-recording' },
    });
    file = new TestFile();
    const large = record({ limits: { milliseconds: 60_000, bytes: 1050 } });
    source.give(20);
    await large.ended;
    expect(large).toMatchObject({ state: 'done', bytes: 1000, reason: { code: 'largest-recording' } });
  });

  test('ends at the time limit without a file if no picture comes', async () => {
    vi.useFakeTimers();
    const recording = record({ limits: { milliseconds: 1000, bytes: 1000 } });
    await vi.advanceTimersByTimeAsync(1001);
    vi.useRealTimers();
    await recording.ended;
    expect(recording).toMatchObject({ state: 'failed', reason: { code: 'nothing-recorded' } });
    expect([keep.mock.calls.length, salvage.mock.calls.length]).toEqual([0, 1]);
  });

  test('ends without blocking the caller when the disk is too slow', async () => {
    let release = () => {};
    file.disk = new Promise<void>((resolve) => {
      release = resolve;
    });
    const recording = record();
    source.give(1, 2 ** 20);
    await new Promise((resolve) => setTimeout(resolve));
    source.give(8, 2 ** 20);
    expect(recording).toMatchObject({ state: 'finishing', reason: { code: 'disk-slow' } });
    expect(source.sinks.size).toBe(0);
    // The file may only be closed after the disk's last operation.
    await new Promise((resolve) => setTimeout(resolve));
    expect(file.closed).toBe(false);
    release();
    await recording.ended;
    expect(recording.state).toBe('failed');
    expect(file.closed).toBe(true);
    expect(file.packets.length).toBeLessThan(9);
    expect(salvage).toHaveBeenCalledOnce();
  });

  const fault = (code: string) => Object.assign(new Error(`${code}: /secret/path`), { code });

  test.each([
    ['cannot be made', { create: () => Promise.reject(fault('ENOENT')) }, 'recording-folder-unusable'],
    ['may not be made', { create: () => Promise.reject(fault('EROFS')) }, 'recording-folder-forbidden'],
    ['cannot be kept', { keep: () => Promise.reject(fault('ENOSPC')) }, 'disk-full'],
    ['breaks', { keep: () => Promise.reject(new Error('Something else')) }, 'recording-broken'],
  ])('gives the reason when its file %s', async (_, changes, reason) => {
    const recording = record(changes);
    source.give(2);
    await new Promise((resolve) => setTimeout(resolve));
    recording.stop();
    await recording.ended;
    expect(recording).toMatchObject({ state: 'failed', cutShort: false });
    expect(recording.reason?.code).toBe(reason);
    expect(salvage).toHaveBeenCalledOnce();
  });

  test('keeps the written part of its file when the disk is full, closed first, and gives the reason', async () => {
    const recording = record();
    salvage.mockImplementationOnce(async () => {
      expect(file.closed).toBe(true);
      return { milliseconds: 1234, bytes: 567 };
    });
    source.give(2);
    await new Promise((resolve) => setTimeout(resolve));
    file.disk = Promise.reject(new Error('No space left on device'));
    source.give(2);
    await recording.ended;
    expect(recording).toMatchObject({
      state: 'done',
      cutShort: true,
      reason: { code: 'disk-full' },
      milliseconds: 1234,
      bytes: 567,
    });
    expect([file.finished, file.closed]).toEqual([false, true]);
    expect(salvage).toHaveBeenCalledOnce();
    expect(keep).not.toHaveBeenCalled();
  });

  test('fails when not even that part can be kept', async () => {
    const recording = record();
    salvage.mockImplementationOnce(() => Promise.reject(new Error('No rename')));
    source.give(2);
    file.disk = Promise.reject(new Error('Input/output error'));
    source.give(2);
    await recording.ended;
    expect(recording).toMatchObject({ state: 'failed', reason: { code: 'disk-failing' } });
  });
});
