import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

let folder: string;
let testBed: TestBed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saved-rooms-'));
  testBed = await openTestBed(undefined, { options: ['--data-folder', folder] });
});
afterAll(async () => {
  await testBed?.close();
  await rm(folder, { recursive: true, force: true });
});

const bodyOf = async (visitor: Visitor) => {
  const players = Object.values((await visitor.state()).players);
  const own = players.find(({ name }) => name === visitor.name);
  if (own === undefined) throw new Error('no body');
  return own;
};
const apart = (a: { x: number; z: number }, b: { x: number; z: number }) => Math.hypot(a.x - b.x, a.z - b.z);

test('a page plays on in the same body after its server was killed; its host keeps a moment and goes back to it', async () => {
  const { hostLink } = await testBed.createRoom({ access: 'link' });
  const ann = await testBed.open(hostLink, 'Ann');
  await ann.reaches('playing');
  const start = await bodyOf(ann);
  await useTool(ann.page, 'toggle-saves');
  await ann.page.getByTestId('moment-name').fill('The gate');
  await ann.page.getByTestId('keep-moment').click();
  const moments = ann.page.getByTestId('moments');
  await moments.getByText('The gate').waitFor();
  await useTool(ann.page, 'toggle-saves');

  await ann.page.keyboard.down('KeyW');
  await until('Ann has walked', async () => apart(await bodyOf(ann), start) > 1);
  await ann.page.keyboard.up('KeyW');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = await bodyOf(ann);
  const { tick } = await ann.state();

  await testBed.server.kill();
  await ann.reaches('gone');
  await testBed.server.restart();
  await ann.reaches('playing');
  const after = await bodyOf(ann);
  expect(apart(after, before)).toBeLessThan(0.1);
  expect(after.colour).toBe(before.colour);
  expect((await ann.state()).tick).toBeGreaterThan(tick - 2 * testBed.manifest.view.rate);
  expect(Object.keys((await ann.state()).players)).toHaveLength(1);

  ann.page.on('dialog', (dialog) => void dialog.accept());
  await useTool(ann.page, 'toggle-saves');
  const row = moments.locator('li', { hasText: 'The gate' });
  await row.getByRole('button', { name: /^Go back: take the room/ }).click();
  await until('Ann is back', async () => apart(await bodyOf(ann), start) < 0.1);
  await moments.getByText('before the room was taken back').waitFor();
  await until('the moment shows its picture', () =>
    row.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth > 0),
  );
});
