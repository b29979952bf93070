import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ModeSummary } from '../../shared/match.ts';
import { publicPackSchema, uncheckedWorlds } from '../../shared/messages.ts';
import { RoomOffers } from './room-offers.ts';

const manifest = join(import.meta.dirname, '../../models/arena/pack.json');
const pack = publicPackSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
const mode = (name: string, needsMap: boolean): ModeSummary => ({
  ...{ name, minimumPlayers: 1, teams: 0, needsMap },
  ...{ rounds: 0, roundSeconds: 0 },
});
const world = (name: string) => ({ name, title: name });

/** What the server answers, by path; undefined while it cannot be reached. */
let answers: Record<string, Response> | undefined;
const worlds = (names: string[], unchecked: number) =>
  Response.json(names.map(world), { headers: { [uncheckedWorlds]: String(unchecked) } });
const all = (names: string[], unchecked: number, beginnings: string[]) => ({
  '/api/worlds': worlds(names, unchecked),
  '/api/modes': Response.json([mode('free', false), mode('treasure', true)]),
  '/api/pack': Response.json({ ...pack, beginnings }),
});

let offers: RoomOffers;
const named = () => offers.worlds.value?.map(({ name }) => name);

beforeEach(() => {
  vi.useFakeTimers();
  answers = undefined;
  vi.stubGlobal('document', { baseURI: 'https://example.test/', querySelector: () => null });
  vi.stubGlobal('fetch', async ({ pathname }: URL) => {
    if (answers === undefined) throw new TypeError('fetch failed');
    return answers[pathname].clone();
  });
});
afterEach(() => {
  offers.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('worlds that the server checks later come in its order, and the first choice stays', async () => {
  answers = all(['hall', 'yard'], 1, ['world']);
  offers = new RoomOffers();
  expect(named()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(0);
  expect(named()).toEqual(['hall', 'yard']);

  answers['/api/worlds'] = worlds(['attic', 'hall', 'yard'], 0);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(named()).toEqual(['attic', 'hall', 'yard']);
  expect(offers.firstWorld.value?.name).toBe('hall');

  answers['/api/worlds'] = worlds([], 0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(named()).toEqual(['attic', 'hall', 'yard']);
});

test('games that need a map are offered where a room can have one', async () => {
  answers = all(['hall'], 0, ['world', 'endless']);
  offers = new RoomOffers();
  await vi.advanceTimersByTimeAsync(0);
  expect(offers.modes.value.map(({ name }) => name)).toEqual(['free', 'treasure']);
  offers.close();

  answers = all(['hall'], 0, ['world']);
  offers = new RoomOffers();
  await vi.advanceTimersByTimeAsync(0);
  expect(offers.modes.value.map(({ name }) => name)).toEqual(['free']);
  expect(offers.beginnings.value).toEqual(['world']);
});

test('a server that is away is asked again, until the page closes', async () => {
  offers = new RoomOffers();
  await vi.advanceTimersByTimeAsync(0);
  expect(named()).toBeUndefined();
  answers = all(['hall'], 1, ['world']);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(named()).toEqual(['hall']);

  offers.close();
  answers['/api/worlds'] = worlds(['hall', 'yard'], 0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(named()).toEqual(['hall']);
});
