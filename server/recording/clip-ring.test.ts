import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeardMoment } from '../contracts/heard.ts';
import type { SoundSink } from '../contracts/sound-sink.ts';
import { createLog } from '../log.ts';
import { MediaServer } from '../streaming/media-server.ts';
import { type Clip, ClipRing } from './clip-ring.ts';
import { probe } from './probe.fixture.ts';
import { TestFile, TestSource, testSubject } from './recording.fixture.ts';
import { Recordings } from './recordings.ts';

const second = 90_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-clips-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The times of a clip's pictures in ticks, and of its sounds in milliseconds, as a recording gets them. */
async function given(clip: Clip | undefined) {
  const pictures: { keyframe: boolean; ticks: number }[] = [];
  const sounds: number[] = [];
  clip?.pictures.follow({
    picture: ({ keyframe }, ticks) => pictures.push({ keyframe, ticks }),
    streamEnded: () => undefined,
  });
  clip?.sound?.follow({ sound: (_, time) => sounds.push(time) });
  clip?.giveSilent();
  await clip?.given;
  return { pictures, sounds };
}

describe('a ring of encoded pictures', () => {
  test('keeps as long as asked for, from a keyframe on, and no more than a few seconds longer', async () => {
    const source = new TestSource();
    const ring = new ClipRing(source, { milliseconds: 12_000, bytes: 1e6 });
    expect(ring.take()).toBeUndefined();
    source.give(600);
    const { pictures } = await given(ring.take());
    const last = pictures.at(-1)?.ticks ?? 0;
    expect(last).toBe(1_000_000 + 599 * 9000);
    expect(pictures[0].keyframe).toBe(true);
    const length = (last - pictures[0].ticks) / second;
    expect(length).toBeGreaterThanOrEqual(12);
    expect(length).toBeLessThan(18);
    expect(ring.bytes).toBe(100 * pictures.length);
    // A clip that was taken stays as it is.
    const clip = ring.take();
    source.give(300);
    expect((await given(clip)).pictures).toEqual(pictures);
  });

  test('keeps fewer seconds of pictures that are too large for its memory, but always the newest', async () => {
    const source = new TestSource();
    const ring = new ClipRing(source, { milliseconds: 60_000, bytes: 100_000 });
    source.give(600, 900);
    const { pictures } = await given(ring.take());
    expect(ring.bytes).toBeLessThanOrEqual(100_000);
    expect(pictures.length).toBeGreaterThan(30);
    expect(pictures.at(-1)?.ticks).toBe(1_000_000 + 599 * 9000);
  });

  test('has the sound of its pictures and none from before', async () => {
    const source = new TestSource();
    const ring = new ClipRing(source, { milliseconds: 5_000, bytes: 1e6 });
    const sinks: SoundSink[] = [];
    ring.hear({
      follow: (sink) => {
        sinks.push(sink);
        return () => sinks.splice(0);
      },
    });
    for (let i = 0; i < 300; i++) {
      source.give(1);
      const shown = (1_000_000 + i * 9000) / 90;
      for (let frame = 0; frame < 5; frame++) sinks[0].sound(new Uint8Array(3), shown + 20 * frame);
    }
    const { pictures, sounds } = await given(ring.take());
    expect(sounds[0] - pictures[0].ticks / 90).toBeGreaterThanOrEqual(0);
    expect(sounds[0] - pictures[0].ticks / 90).toBeLessThan(20);
    expect(sounds).toHaveLength(5 * pictures.length);
    source.end();
    expect(ring.ended).toBe(true);
    expect(sinks).toEqual([]);
    expect(ring.take()).toBeUndefined();
  });
});

test('a clip is a recording that is done at once, beside another of the same view and whatever the room records', async () => {
  const files: TestFile[] = [];
  const recordings = new Recordings({
    folder: join(folder, 'files'),
    hours: 1,
    limits: { milliseconds: 1_000, bytes: 1000 },
    clips: { milliseconds: 10_000, bytes: 1e6 },
    most: 4,
    mostInRoom: 1,
    diskBytes: 1e6,
    log: createLog({ level: 'silent' }),
    create: async (path) => {
      const file = new TestFile();
      files.push(file);
      return Object.assign(file, { finish: () => writeFile(path, 'a file') });
    },
  });
  const source = new TestSource();
  const ring = recordings.ring(source);
  recordings.start(testSubject, source);
  source.give(200);
  const clip = ring?.take();
  if (clip === undefined) throw new Error('nothing was kept');
  const saved = recordings.save(testSubject, clip);
  await saved.ended;
  expect(saved.subject.clip).toBe(true);
  expect(saved.milliseconds).toBeGreaterThanOrEqual(10_000);
  expect(saved.reason).toBeUndefined();
  // The recording beside it has reached its own limits.
  expect(files.map(({ packets }) => packets.length).toSorted((a, b) => a - b)).toEqual([10, 149]);
  await recordings.close();
  expect(recordings.ring(source)).toBeUndefined();
});

test('what is seen in a clip is heard at the same time, and the file begins where the ring does', async () => {
  const size = { width: 64, height: 48 };
  const rate = 20;
  const drawing = 150;
  /** Ticks between two flashes, each of which is heard as a knock. */
  const every = 20;
  const media = await MediaServer.create({
    listenAddress: '127.0.0.1',
    workers: 1,
    logger: pino({ level: 'silent' }),
  });
  const recordings = new Recordings({
    folder: join(folder, 'heard'),
    hours: 1,
    limits: { milliseconds: 60_000, bytes: 1e8 },
    clips: { milliseconds: 5_000, bytes: 1e7 },
    most: 4,
    mostInRoom: 1,
    diskBytes: 1e9,
    log: createLog({ level: 'silent' }),
  });
  try {
    const stream = await media.createStream({ ...size, rate, room: 'room' });
    const sound = await media.createSoundStream({ room: 'room' });
    const ring = recordings.ring(stream);
    ring?.hear(sound);
    const sent: Promise<unknown>[] = [];
    for (let tick = 0; tick < 14 * every; tick++) {
      const flashes = tick % every === every / 2;
      const shows = performance.now();
      sound.hear(moment(flashes));
      const rgb = new Uint8Array(3 * size.width * size.height).fill(flashes ? 255 : 10);
      sent.push(pause(drawing).then(() => stream.push({ ...size, rgb, shows }, performance.now())));
      await pause(1000 / rate);
    }
    await Promise.all(sent);
    const clip = ring?.take();
    if (clip === undefined) throw new Error('nothing was kept');
    const saved = recordings.save({ ...testSubject, rate }, clip);
    await saved.ended;
    expect(saved).toMatchObject({ state: 'done', reason: undefined });
    expect(saved.milliseconds).toBeGreaterThanOrEqual(5_000);
    expect(saved.milliseconds).toBeLessThan(12_000);
    const file = await recordings.find(saved.id);
    if (file === undefined) throw new Error('the file is gone');
    const found = await probe(file.path);
    expect(found).toMatchObject({ streams: 2, codec: 'VP8', sound: { codec: 'Opus' } });
    expect(found.packets[0].time).toBe(0);
    const seen = found.packets.flatMap(({ time }, at) => (found.brightness[at] > 120 ? [time] : []));
    expect(seen.length).toBeGreaterThanOrEqual(4);
    const frames = found.sound?.frames ?? [];
    const loudest = Math.max(...frames.map(({ energy }) => energy));
    const offsets = seen.map((at) => {
      const knock = frames.find(({ time, energy }) => time > at - 400 && energy > loudest / 10);
      return (knock?.time ?? Number.NaN) - at;
    });
    console.info(`heard ${offsets.map((offset) => Math.round(offset))} ms after it is seen`);
    expect(Math.abs(offsets.toSorted((a, b) => a - b)[offsets.length >> 1])).toBeLessThan(80);
    // Neither track is longer than the other.
    expect(Math.abs((frames.at(-1)?.time ?? 0) - (found.packets.at(-1)?.time ?? 0))).toBeLessThan(200);
    stream.close();
    sound.close();
  } finally {
    await recordings.close();
    await media.close();
  }
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function moment(knocks: boolean): HeardMoment {
  return {
    ear: { x: 0, y: 1.6, z: 0, yaw: 0 },
    began: knocks ? [{ kind: 'orb', x: 0, y: 1.6, z: 1, level: 1, openness: 1 }] : [],
    rolling: [],
    air: { openness: 0, timeOfDay: 0.5 },
  };
}
