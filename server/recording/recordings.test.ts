import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { TestFile, TestSource, testSubject } from './recording.fixture.ts';
import { RecordingFolder } from './recording-folder.ts';
import { Recordings, type RecordingsOptions } from './recordings.ts';

let folder: string;
let opened: Recordings[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-recordings-'));
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((recordings) => recordings.close()));
  await rm(folder, { recursive: true });
});

function open(changes: Partial<RecordingsOptions> = {}): Recordings {
  const recordings = new Recordings({
    folder: join(folder, 'made', 'by', 'itself'),
    hours: 1,
    limits: { milliseconds: 60_000, bytes: 1000 },
    most: 3,
    mostInRoom: 2,
    diskBytes: 1e6,
    log: createLog({ level: 'silent' }),
    create: async (path) => {
      const file = new TestFile();
      const finish = async () => writeFile(path, Buffer.concat(file.packets.map(({ data }) => data)));
      return Object.assign(file, { finish });
    },
    ...changes,
  });
  opened.push(recordings);
  return recordings;
}

const other = { ...testSubject, view: 'ben' };
const elsewhere = { ...testSubject, room: 'other' };

describe('recordings', () => {
  test('are limited in number, for each room and for the process', async () => {
    const recordings = open();
    const first = recordings.start(testSubject, new TestSource());
    expect(() => recordings.start(testSubject, new TestSource())).toThrow('view-recorded-already');
    recordings.start(other, new TestSource());
    expect(() => recordings.start({ ...testSubject, view: 'cid' }, new TestSource())).toThrow(
      'recordings-of-room',
    );
    recordings.start(elsewhere, new TestSource());
    expect(() => recordings.start({ ...elsewhere, view: 'dan' }, new TestSource())).toThrow(
      'recordings-of-server',
    );
    first.stop();
    await first.ended;
    recordings.start({ ...testSubject, view: 'cid' }, new TestSource());
    expect(() => open({ most: 0 }).start(testSubject, new TestSource())).toThrow('recording-off');
  });

  test('are limited in bytes on the disk', async () => {
    const recordings = open({ diskBytes: 2500 });
    const source = new TestSource();
    const first = recordings.start(testSubject, source);
    recordings.start(other, new TestSource());
    expect(() => recordings.start(elsewhere, new TestSource())).toThrow('recordings-space');
    source.give(8);
    first.stop();
    await first.ended;
    expect(recordings.kept).toEqual({ files: 1, bytes: 800 });
    expect(() => recordings.start(elsewhere, new TestSource())).toThrow('recordings-space');
  });

  test('can be found while they are kept, and leave no file if they failed', async () => {
    let now = Date.now();
    const recordings = open({ now: () => now });
    const source = new TestSource();
    const recording = recordings.start(testSubject, source);
    const failing = recordings.start(other, new TestSource());
    source.give(3);
    expect(await recordings.find(recording.id)).toBeUndefined();
    await recordings.close();
    expect(recording).toMatchObject({ state: 'done', reason: { code: 'recording-server-closing' } });
    expect(failing.state).toBe('failed');
    const found = await recordings.find(recording.id);
    expect(found).toMatchObject({
      path: expect.stringContaining(`${recording.id}.webm`),
      extension: 'webm',
      bytes: 300,
      cutShort: false,
    });
    expect((await readdir(join(folder, 'made', 'by', 'itself'))).sort()).toEqual([
      `${recording.id}.webm`,
      `${recording.id}.webm.json`,
    ]);
    expect(await recordings.find('../../etc/passwd')).toBeUndefined();
    now += 3_700_000;
    expect(await recordings.find(recording.id)).toBeUndefined();
    expect(() => recordings.start(testSubject, source)).toThrow('recording-off');
  });
});

test('a sweep removes expired recordings and no other files', async () => {
  const kept = ['a'.repeat(16), 'b'.repeat(16)];
  const files = [
    `${kept[0]}.webm`,
    `${kept[1]}.webm.part`,
    'notes.txt',
    'short.webm',
    `${'c'.repeat(16)}.webm`,
  ];
  for (const file of files) {
    await writeFile(join(folder, file), 'x');
    if (!file.startsWith('ccc')) await utimes(join(folder, file), new Date(0), new Date(0));
  }
  await mkdir(join(folder, 'inner'));
  const swept = new RecordingFolder({ folder, hours: 1 });
  await swept.sweep(new Set([kept[1]]));
  expect(await readdir(folder)).toContain(files[1]);
  await swept.sweep();
  expect((await readdir(folder)).sort()).toEqual([
    `${'c'.repeat(16)}.webm`,
    'inner',
    'notes.txt',
    'short.webm',
  ]);
  expect(swept.kept).toEqual({ files: 1, bytes: 1 });
});
