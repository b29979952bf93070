import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { RecentLog } from '../recent-log.ts';
import { i420Length, rgbToI420 } from '../streaming/i420.ts';
import { testPicture } from '../streaming/testing/test-picture.ts';
import { Vp8Encoder, videoClockRate } from '../streaming/video-encoder.ts';
import { FfmpegFile } from './ffmpeg-file.ts';
import type { CreateMediaFile } from './media-file.ts';
import { probe } from './probe.fixture.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { TestSource, testSize, testSubject } from './recording.fixture.ts';
import { RecordingFolder } from './recording-folder.ts';
import { writeNote } from './recording-note.ts';
import { Recordings, type RecordingsOptions } from './recordings.ts';

const { width, height } = testSize;
const { rate } = testSubject;
const tick = videoClockRate / rate;
const id = 'a'.repeat(16);
/** Five seconds of pictures, and the file of a writer that died after them. */
const pictures: { data: Uint8Array; keyframe: boolean }[] = [];
let cut: Buffer;
let folder: string;
let child: ChildProcess | undefined;
let opened: Recordings[];

beforeAll(async () => {
  const encoder = new Vp8Encoder({ width, height, rate, bitrate: 400_000 });
  const i420 = new Uint8Array(i420Length(width, height));
  for (let i = 0; i < 50; i++) {
    rgbToI420(testPicture(width, height, i), width, height, i420);
    pictures.push(await encoder.encode(i420, i * tick, i % 20 === 0));
  }
  encoder.close();
  const path = join(await mkdtemp(join(tmpdir(), 'worldroom-cut-')), 'cut.webm');
  const track = { kind: 'video', codec: 'VP8', width, height, rate, clockRate: videoClockRate } as const;
  const file = await FfmpegFile.create(path, [track]);
  for (const [i, picture] of pictures.entries()) {
    await file.write({ track: 0, ...picture, time: i * tick, duration: tick });
  }
  cut = await readFile(path);
  await file.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-recovery-'));
  opened = [];
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await Promise.all(opened.map((recordings) => recordings.close()));
  await rm(folder, { recursive: true });
});

/** Leaves the files of an unfinished recording in the folder. */
async function leave(owner: ProcessIdentity | undefined, bytes: Uint8Array = cut): Promise<void> {
  await writeFile(join(folder, `${id}.webm.part`), bytes);
  if (owner === undefined) return;
  const note = {
    format: 1,
    fileName: 'Foundry-Ann.webm',
    roomName: 'Foundry',
    name: 'Ann',
    began: 1,
  } as const;
  await writeNote(join(folder, `${id}.webm.json`), { ...note, owner });
}

/** Starts another process and returns its identity. */
async function another(): Promise<ProcessIdentity> {
  const text = "console.log('up'); setInterval(() => {}, 1000)";
  child = spawn(process.execPath, ['-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout) await once(child.stdout, 'data');
  const { space } = ownIdentity();
  const pid = child.pid ?? 0;
  return { space, pid, started: await startOf(pid) };
}

async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

const gone: ProcessIdentity = { ...ownIdentity(), pid: 2 ** 22 - 1 };
const files = async () => (await readdir(folder)).sort();
const recoveredFiles = [`${id}.cut.webm`, `${id}.webm.json`];
const leftFiles = [`${id}.webm.json`, `${id}.webm.part`];

describe('a recording left by a crash', () => {
  test('is repaired, marked, found and removed when it expires', async () => {
    await leave(gone);
    const crashed = new Date(Date.now() - 1_800_000);
    await utimes(join(folder, `${id}.webm.part`), crashed, crashed);
    let now = Date.now();
    const kept = new RecordingFolder({ folder, hours: 1, now: () => now });
    expect(await kept.recover()).toEqual([
      { id, milliseconds: expect.any(Number), bytes: expect.any(Number) },
    ]);
    expect(await files()).toEqual(recoveredFiles);
    const found = await kept.find(id);
    expect(found).toMatchObject({ cutShort: true, extension: 'webm' });
    // It expires an hour after its last picture, not after the restart.
    expect(Math.abs((found?.expires ?? 0) - crashed.getTime() - 3_600_000)).toBeLessThan(2000);
    expect((await probe(found?.path ?? '')).packets.length).toBeGreaterThan(30);
    expect(await kept.finished(9)).toMatchObject([
      { id, cutShort: true, note: { roomName: 'Foundry', name: 'Ann' } },
    ]);
    now += 1_900_000;
    expect(await kept.find(id)).toBeUndefined();
    await kept.sweep();
    expect(await files()).toEqual([]);
  });

  test('is removed when it has no picture', async () => {
    await leave(gone, cut.subarray(0, 100));
    expect(await new RecordingFolder({ folder, hours: 1 }).recover()).toEqual([{ id, empty: true }]);
    expect(await files()).toEqual([]);
  });

  test('is not touched while another process writes it, and is repaired after that one died', async () => {
    await leave(await another());
    const kept = new RecordingFolder({ folder, hours: 1 });
    expect(await kept.recover()).toEqual([]);
    // Not even when nothing was written for longer than files are kept.
    await utimes(join(folder, `${id}.webm.part`), new Date(0), new Date(0));
    await kept.sweep();
    expect(await files()).toEqual(leftFiles);
    const { mtime } = await stat(join(folder, `${id}.webm.json`));
    await utimes(join(folder, `${id}.webm.part`), mtime, mtime);
    child?.kill('SIGKILL');
    if (child) await once(child, 'exit');
    expect(await kept.recover()).toHaveLength(1);
    expect(await files()).toEqual(recoveredFiles);
  });

  test.runIf(process.platform === 'linux')(
    'is closed when another process got the number of its writer',
    async () => {
      await leave({ ...(await another()), started: '1' });
      expect(await new RecordingFolder({ folder, hours: 1 }).recover()).toHaveLength(1);
    },
  );

  test('of another container is not touched until that one gives no sign of life', async () => {
    await leave({ ...ownIdentity(), space: 'another machine' });
    let now = Date.now();
    const kept = new RecordingFolder({ folder, hours: 1, now: () => now });
    expect(await kept.recover()).toEqual([]);
    now += 50_000;
    await kept.heartbeat(id, 'webm');
    now += 50_000;
    expect(await kept.recover()).toEqual([]);
    now += 50_000;
    expect(await kept.recover()).toHaveLength(1);
  });

  test('is repaired once by two processes', async () => {
    await leave(gone);
    const both = [1, 2].map(() => new RecordingFolder({ folder, hours: 1 }));
    const recovered = await Promise.all(both.map((kept) => kept.recover()));
    expect(recovered.flat().every((found) => 'bytes' in found || 'empty' in found)).toBe(true);
    expect(await files()).toEqual(recoveredFiles);
    expect((await probe(join(folder, `${id}.cut.webm`))).packets.length).toBeGreaterThan(30);
  });

  test('is never confused with other files', async () => {
    const foreign = [
      'notes.txt',
      'holiday.webm',
      'holiday.webm.part',
      `${id}.webm.part`,
      `${'b'.repeat(16)}.json`,
    ];
    for (const name of foreign) await writeFile(join(folder, name), cut);
    const kept = new RecordingFolder({ folder, hours: 1 });
    expect(await kept.recover()).toEqual([]);
    await kept.sweep();
    expect(await files()).toEqual([...foreign].sort());
  });

  test('that is no WebM file is logged once and not changed', async () => {
    await leave(gone, Buffer.from('no film at all'));
    const recent = new RecentLog();
    const recordings = open({ log: createLog({ level: 'info', destination: recent, pretty: false }) });
    await recordings.finished();
    expect(await files()).toEqual(leftFiles);
    expect(recent.lines().filter(({ text }) => text.includes('cannot be closed'))).toHaveLength(1);
  });
});

function open(changes: Partial<RecordingsOptions> = {}): Recordings {
  const recordings = new Recordings({
    folder,
    hours: 1,
    limits: { milliseconds: 60_000, bytes: 1e6 },
    most: 3,
    mostInRoom: 2,
    diskBytes: 1e9,
    log: createLog({ level: 'silent' }),
    ...changes,
  });
  opened.push(recordings);
  return recordings;
}

describe('a disk that fails during a recording', () => {
  /** A real file on a disk that is full after this many samples. */
  const fullAfter =
    (samples: number): CreateMediaFile =>
    async (path, tracks) => {
      const file = await FfmpegFile.create(path, tracks);
      let left = samples;
      const write: FfmpegFile['write'] = (sample) =>
        left-- > 0
          ? FfmpegFile.prototype.write.call(file, sample)
          : Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
      return Object.assign(file, { write });
    };

  function give(source: TestSource): void {
    for (const [i, picture] of pictures.entries()) {
      for (const sink of source.sinks) sink.picture(picture, i * tick);
    }
  }

  test('leaves a file that plays up to the failure', async () => {
    const recordings = open({ create: fullAfter(30) });
    const source = new TestSource();
    const recording = recordings.start(testSubject, source);
    give(source);
    await recording.ended;
    const { state, cutShort, reason } = recording;
    expect([state, cutShort, reason?.code]).toEqual(['done', true, 'disk-full']);
    const found = await recordings.find(recording.id);
    expect(found).toMatchObject({ cutShort: true, bytes: recording.bytes });
    const { packets, milliseconds } = await probe(found?.path ?? '');
    expect(packets.length).toBeGreaterThanOrEqual(20);
    expect(packets.length).toBeLessThanOrEqual(30);
    expect(recording.milliseconds).toBeCloseTo(milliseconds, -1);
    expect(recordings.kept).toEqual({ files: 1, bytes: recording.bytes });
  });

  test('leaves nothing when it was full at once', async () => {
    const recordings = open({ create: fullAfter(0) });
    const source = new TestSource();
    const recording = recordings.start(testSubject, source);
    give(source);
    await recording.ended;
    expect([recording.state, recording.cutShort]).toEqual(['failed', false]);
    expect(await files()).toEqual([]);
  });

  test.each([
    ['/dev/null', /\/dev\/null is no folder/],
    ['/dev/null/recordings', /\/dev\/null is no folder/],
    ['/proc/recordings', /may not write to \/proc|no folder/],
  ])('reports %s as unusable at the start and to the first recording', async (folderPath, says) => {
    const recent = new RecentLog();
    const recordings = open({
      folder: folderPath,
      log: createLog({ level: 'info', destination: recent, pretty: false }),
    });
    await recordings.find(id).catch(() => undefined);
    const recording = recordings.start(testSubject, new TestSource());
    await recording.ended;
    expect(recording.state).toBe('failed');
    expect(recording.reason?.code).toMatch(/^recording-folder-/);
    if (folderPath !== '/proc/recordings' || process.getuid?.() !== 0) {
      const lines = recent.lines().map(({ text }) => text);
      expect(lines).toContainEqual(expect.stringMatching(says));
      expect(lines).toContainEqual(expect.stringContaining('--recording-folder'));
    }
  });
});
