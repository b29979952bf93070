import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { unknownKind } from '../../shared/plan.ts';
import { type Preview, previewRequestSchema } from '../../shared/preview.ts';
import { texts } from '../texts.ts';
import { RoomPreview } from './room-preview.ts';

const { begin: words } = texts.lobby.create;
/** Two known cells of four. */
const kinds = btoa(String.fromCharCode(0, unknownKind, 0, unknownKind));
const preview = (picture: string): Preview => ({
  ...{ size: 2, kinds, materials: btoa('\0\0\0\0'), colours: [[0, 0, 0]] },
  start: { x: 1, z: 1, yaw: 0 },
  picture,
});
type Asked = z.infer<typeof previewRequestSchema>;

let asked: Asked[];
/** Answers the oldest request that has none. */
let answers: ((answer: Response) => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  vi.stubGlobal('document', { baseURI: 'https://example.test/', querySelector: () => null });
  vi.stubGlobal('fetch', (_address: URL, { body }: RequestInit) => {
    asked.push(previewRequestSchema.parse(JSON.parse(z.string().parse(body))));
    return new Promise<Response>((resolve) => answers.push(resolve));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answer(response: Response): Promise<void> {
  answers.shift()?.(response);
  await vi.advanceTimersByTimeAsync(0);
}

test('nothing is asked for a room that begins with its world', async () => {
  const room = new RoomPreview();
  room.world = 'hall';
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked, room.value, room.isWide.value, room.status.value]).toEqual([[], {}, false, '']);
});

test('a preview is asked for once typing has paused, and the room gets the same', async () => {
  const room = new RoomPreview();
  room.world = 'hall';
  room.choose('endless');
  for (const sentence of ['m', 'ma', 'many doors ']) {
    room.sentence = sentence;
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(300);
  expect(asked).toEqual([{ ...room.value, world: 'hall' }]);
  expect(room.value).toMatchObject({ begin: 'endless', sentence: 'many doors' });
  expect([room.status.value, room.isBusy.value]).toEqual([words.dreaming, true]);

  await answer(Response.json(preview('/one.webp')));
  expect(room.preview.value?.picture).toBe('https://example.test/one.webp');
  expect([room.status.value, room.isBusy.value]).toEqual([words.dreamt(2), false]);
});

test('what is changed meanwhile is asked for afterwards, and the late answer is not shown', async () => {
  const room = new RoomPreview();
  room.choose('endless');
  await vi.advanceTimersByTimeAsync(600);
  room.dreamAnother();
  room.sentence = 'a wood';
  await vi.advanceTimersByTimeAsync(600);
  expect(asked).toHaveLength(1);

  await answer(Response.json(preview('/late.webp')));
  expect(room.preview.value).toBeUndefined();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({ sentence: 'a wood' });
  expect(asked[1].roomSeed).not.toBe(asked[0].roomSeed);

  await answer(Response.json(preview('/newest.webp')));
  expect(room.preview.value?.picture).toBe('https://example.test/newest.webp');
  expect(asked).toHaveLength(2);
});

test('a preview that cannot be made is said, and a closed one asks for nothing more', async () => {
  const room = new RoomPreview();
  room.choose('endless');
  await vi.advanceTimersByTimeAsync(600);
  await answer(Response.json({ error: 'No.' }, { status: 503 }));
  expect([room.status.value, room.isBusy.value]).toEqual([`${words.failed} No.`, false]);

  room.sentence = 'a wood';
  room.close();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toHaveLength(1);
});
