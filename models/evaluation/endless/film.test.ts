import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decoder, Demuxer } from 'node-av';
import { expect, test } from 'vitest';
import type { Picture } from '../../../server/contracts/picture.ts';
import { writeFilm } from './film.ts';

const size = { width: 64, height: 36 };
const rate = 12;
const count = 30;

/** Pictures that get brighter from one to the next. */
async function* brightening(): AsyncGenerator<Picture> {
  for (let i = 0; i < count; i++) {
    const rgb = new Uint8Array(new SharedArrayBuffer(3 * size.width * size.height)).fill(8 * i);
    yield { ...size, rgb };
  }
}

test('a film has every picture, in its order and at its time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-film-'));
  try {
    const file = join(folder, 'film.webm');
    await writeFilm(file, brightening(), size, rate);
    await using demuxer = await Demuxer.open(file);
    const stream = demuxer.video();
    if (!stream) throw new Error('the film has no video');
    using decoder = await Decoder.create(stream);
    const seconds: number[] = [];
    const brightness: number[] = [];
    for await (const frame of decoder.frames(demuxer.packets(stream.index))) {
      if (!frame) break;
      expect({ width: frame.width, height: frame.height }).toEqual(size);
      seconds.push(Number(frame.pts) * stream.timeBase.toDouble());
      brightness.push(frame.toBuffer()[0]);
      frame.free();
    }
    expect(seconds).toHaveLength(count);
    for (const [i, at] of seconds.entries()) expect(at).toBeCloseTo(i / rate, 2);
    expect(brightness).toEqual(brightness.toSorted((a, b) => a - b));
    expect(brightness[count - 1] - brightness[0]).toBeGreaterThan(100);
  } finally {
    await rm(folder, { recursive: true });
  }
});
