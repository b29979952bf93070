import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeardMoment } from '../contracts/heard.ts';
import { MediaServer } from '../streaming/media-server.ts';
import { FfmpegFile } from './ffmpeg-file.ts';
import { probe } from './probe.fixture.ts';
import { testSubject } from './recording.fixture.ts';
import { Recording } from './recording.ts';

const size = { width: 64, height: 48 };
const rate = 20;
/** Milliseconds for which a picture is drawn before it can be sent. */
const drawing = 150;
/** Ticks between two flashes, each of which is heard as a knock. */
const every = 20;
let folder: string;
let media: MediaServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-recorded-play-'));
  media = await MediaServer.create({
    listenAddress: '127.0.0.1',
    workers: 1,
    logger: pino({ level: 'silent' }),
  });
});
afterAll(async () => {
  await media.close();
  await rm(folder, { recursive: true });
});

test('what is seen in a recording is heard at the same time, however long pictures are drawn', async () => {
  const stream = await media.createStream({ ...size, rate, room: 'room' });
  const sound = await media.createSoundStream({ room: 'room' });
  const path = join(folder, 'play.webm');
  const recording = new Recording({
    id: 'id',
    began: 0,
    fileName: 'play.webm',
    subject: { ...testSubject, rate },
    source: stream,
    sound: Promise.resolve(sound),
    create: (tracks) => FfmpegFile.create(path, tracks),
    limits: { milliseconds: 60_000, bytes: 2 ** 30 },
    keep: async () => {},
    salvage: async () => undefined,
  });
  const sent: Promise<unknown>[] = [];
  for (let tick = 0; tick < 7 * every; tick++) {
    const flashes = tick % every === every / 2;
    const shows = performance.now();
    sound.hear(moment(flashes));
    const rgb = new Uint8Array(3 * size.width * size.height).fill(flashes ? 255 : 10);
    sent.push(pause(drawing).then(() => stream.push({ ...size, rgb, shows }, performance.now())));
    await pause(1000 / rate);
  }
  await Promise.all(sent);
  recording.stop();
  await recording.ended;
  stream.close();
  sound.close();

  const found = await probe(path);
  expect(found).toMatchObject({ streams: 2, codec: 'VP8', sound: { codec: 'Opus' } });
  const seen = found.packets.flatMap(({ time }, at) => (found.brightness[at] > 120 ? [time] : []));
  expect(seen.length).toBeGreaterThanOrEqual(5);
  const loudest = Math.max(...(found.sound?.frames ?? []).map(({ energy }) => energy));
  const offsets = seen.map((at) => {
    const knock = found.sound?.frames.find(({ time, energy }) => time > at - 400 && energy > loudest / 10);
    return (knock?.time ?? Number.NaN) - at;
  });
  const median = offsets.toSorted((a, b) => a - b)[offsets.length >> 1];
  console.info(`heard ${offsets.map((offset) => Math.round(offset))} ms after it is seen`);
  expect(Math.abs(median)).toBeLessThan(80);
  // Neither track is longer than the other.
  const last = found.sound?.frames.at(-1)?.time ?? 0;
  expect(Math.abs(last - (found.packets.at(-1)?.time ?? 0))).toBeLessThan(200);
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
