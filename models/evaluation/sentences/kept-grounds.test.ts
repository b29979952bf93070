import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptGrounds } from './kept-grounds.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-grounds-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a ground is made once for the same sources, and anew for others', async () => {
  let made = 0;
  const make = async () => ({ size: 1, kinds: Uint8Array.of(++made), materials: Uint8Array.of(7) });
  const first = await new KeptGrounds(folder).get({ roomSeed: 1 }, make);
  expect(await new KeptGrounds(folder).get({ roomSeed: 1 }, make)).toEqual(first);
  expect(made).toBe(1);
  const other = await new KeptGrounds(folder).get({ roomSeed: 1, plan: { doors: 0 } }, make);
  expect(other.kinds).toEqual(Uint8Array.of(2));
});
