import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probe } from '../server/recording/probe.fixture.ts';
import { type Picture, psnr } from './pixels.ts';
import { openMenu, useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Decibels above which photo and video are the same decoded frame. */
const same = 50;
/** Decibels above which a picture of look compensation matches its frame. */
const alike = 28;

describe('photos and recordings', () => {
  let folder: string;
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let sue: Visitor;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worldroom-taken-'));
    testBed = await openTestBed(undefined, {
      environment: { WORLDROOM_RECORDING_FOLDER: join(folder, 'server') },
    });
    const room = await testBed.createRoom({ name: 'Foundry / 1' });
    ann = await testBed.open(room.hostLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    sue = await testBed.open(room.watchLink, 'Sue');
    await sue.reaches('playing');
  });
  afterAll(async () => {
    await testBed?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('the host records a view, everybody is told, and the file plays', async () => {
    const panel = ann.page.getByTestId('recordings');
    const tool = ann.page.getByTestId('toggle-recordings');
    expect(await panel.isVisible()).toBe(false);
    expect(await sue.page.getByTestId('toggle-recordings').count()).toBe(0);
    await openMenu(ann.page);
    await tool.focus();
    await ann.page.keyboard.press('Enter');
    expect(await tool.getAttribute('aria-expanded')).toBe('true');
    const row = panel.locator(`[data-session-id="${await ben.id()}"]`);
    await row.getByTestId('start-recording').focus();
    await ann.page.keyboard.press('Enter');

    for (const { page } of [ann, ben, sue]) {
      await until('everybody sees what is recorded', async () =>
        (await page.getByTestId('recording-badge').textContent())?.includes('Ben'),
      );
    }
    const progress = row.getByTestId('recording-progress');
    await until('three seconds', async () => seconds(await progress.textContent()) >= 3);
    // The button that started the recording stops it, and still has the focus.
    await ann.page.keyboard.press('Enter');
    const link = panel.getByTestId('download-recording');
    await link.waitFor();
    await sue.page.getByTestId('recording-badge').waitFor({ state: 'hidden' });

    const { name, path } = await download(ann.page, link);
    expect(name).toMatch(/^Foundry-1-Ben-[\d-]+\.webm$/);
    const { rate } = testBed.manifest.view;
    const found = await probe(path);
    expect(found).toMatchObject({ streams: 2, codec: 'VP8', sound: { codec: 'Opus' } });
    // The first one to be heard makes the sounds, which takes a second or more.
    const times = found.sound?.frames.map(({ time }) => time) ?? [];
    const [first = 0, final = 0] = [times[0], times.at(-1)];
    expect(final).toBeGreaterThan(found.milliseconds - 300);
    expect(times.length).toBeGreaterThan(0.8 * ((final - first) / 20));
    expect(sizeNames()).toContain(`${found.width}x${found.height}`);
    expect(found.packets[0]).toEqual({ time: 0, keyframe: true });
    expect(found.milliseconds).toBeGreaterThan(2500);
    const last = found.packets.at(-1)?.time ?? 0;
    expect(Math.abs(found.milliseconds - last - 1000 / rate)).toBeLessThan(1000 / rate);
    expect(ann.page.url()).toContain('/host/');

    // The browser plays it, knows its duration and seeks in it.
    const seen = await ann.page.evaluate(
      async (address) => {
        const video = document.createElement('video');
        const event = (name: string) =>
          new Promise((done) => video.addEventListener(name, done, { once: true }));
        video.muted = true;
        video.src = address;
        await event('loadedmetadata');
        video.currentTime = 1.5;
        await event('seeked');
        return {
          duration: video.duration,
          time: video.currentTime,
          width: video.videoWidth,
          height: video.videoHeight,
        };
      },
      (await link.getAttribute('href')) ?? '',
    );
    expect(seen).toMatchObject({ duration: found.milliseconds / 1000, time: 1.5 });
    expect(sizeNames()).toContain(`${seen.width}x${seen.height}`);

    await ann.page.reload();
    await ann.reaches('playing');
    await useTool(ann.page, 'toggle-recordings');
    await link.waitFor();

    const bare = await fetch(new URL((await link.getAttribute('href'))?.split('?')[0] ?? '', testBed.url));
    expect(bare.status).toBe(401);
  });

  test('a player records the own view and no other', async () => {
    await useTool(ben.page, 'toggle-recordings');
    const rows = ben.page.getByTestId('recordable');
    await rows.first().waitFor();
    expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-session-id')))).toEqual([
      await ben.id(),
    ]);
  });

  test('one key saves the last seconds of a player, with sound, as a file that is downloaded', async () => {
    // So long the room has kept what Ben saw and heard.
    await ben.page.waitForTimeout(4_000);
    const downloading = ben.page.waitForEvent('download');
    await ben.page.keyboard.press('j');
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^Foundry-1-Ben-[\d-]+\.webm$/);
    const found = await probe(await file.path());
    expect(found).toMatchObject({ streams: 2, codec: 'VP8', sound: { codec: 'Opus' } });
    expect(found.packets[0]).toEqual({ time: 0, keyframe: true });
    expect(found.milliseconds).toBeGreaterThan(3_000);
    const last = found.sound?.frames.at(-1)?.time ?? 0;
    expect(Math.abs(last - (found.packets.at(-1)?.time ?? 0))).toBeLessThan(300);
    await until('the page says so', async () =>
      (await ben.page.getByTestId('toasts').textContent())?.includes('Saved a clip of 0:'),
    );
    // It is not downloaded again.
    await ben.page.reload();
    await ben.reaches('playing');
    let again = 0;
    ben.page.on('download', () => again++);
    await useTool(ben.page, 'toggle-recordings');
    const listed = ben.page.getByTestId('recorded').filter({ hasText: 'A clip of Ben' });
    await listed.waitFor();
    expect(again).toBe(0);
  });

  test("a spectator's photo is the frame of the video, in both sizes", async () => {
    await openMenu(sue.page);
    const shown = await download(sue.page, sue.page.getByTestId('take-photo'));
    const own = await download(sue.page, sue.page.getByTestId('photo-own-size'));
    expect(shown.name).toMatch(/^Foundry-1-[\d-]+-800x450\.png$/);
    const [large, small] = [await readPicture(shown.path), await readPicture(own.path)];
    expect([large.width, large.height]).toEqual([800, 450]);
    expect(sizeNames()).toContain(`${small.width}x${small.height}`);
    expect(own.name).toMatch(new RegExp(`^Foundry-1-[\\d-]+-${small.width}x${small.height}\\.png$`));
    expect(await nearest(sue, small)).toBeGreaterThan(same);
    const shrunk = await readPicture(shown.path, small);
    expect(psnr(shrunk, small)).toBeGreaterThan(alike);
    expect(sue.page.url()).toContain('/watch/');
  });

  test("a player's photo is the displayed picture, with its rotation", async () => {
    const [picked] = await Promise.all([ann.page.waitForEvent('download'), ann.page.keyboard.press('c')]);
    expect(picked.suggestedFilename()).toMatch(/-800x450\.png$/);
    const own = await download(ann.page, ann.page.getByTestId('photo-own-size'));
    expect(await nearest(ann, await readPicture(own.path))).toBeGreaterThan(alike);
    await ann.page.getByTestId('close-photo').click();
    expect(await ann.page.getByTestId('photo-card').isVisible()).toBe(false);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });

  /** Sizes that pictures may have, as WxH. */
  function sizeNames(): string[] {
    const { view } = testBed.manifest;
    return [view, ...(view.sizes ?? [])].map(({ width, height }) => `${width}x${height}`);
  }

  async function download(page: Page, press: Locator): Promise<{ name: string; path: string }> {
    const [started] = await Promise.all([page.waitForEvent('download'), press.click()]);
    const name = started.suggestedFilename();
    const path = join(folder, name);
    await started.saveAs(path);
    return { name, path };
  }
});

/** Seconds of a progress such as "0:03 · 500 kB". */
function seconds(progress: string | null): number {
  const [, minutes, rest] = /^(\d+):(\d\d)/.exec(progress ?? '') ?? [];
  return minutes === undefined ? 0 : Number(minutes) * 60 + Number(rest);
}

async function readPicture(path: string, size?: { width: number; height: number }): Promise<Picture> {
  const image = sharp(path).removeAlpha();
  const sized = size ? image.resize(size.width, size.height) : image;
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

/** Decibels between a picture and the most similar of the page's last frames. */
async function nearest(visitor: Visitor, picture: Picture): Promise<number> {
  let best = 0;
  for (const tick of (await visitor.ticks()).reverse()) {
    const frame = await visitor.frameOf(tick).catch(() => undefined);
    if (frame) best = Math.max(best, psnr(frame.picture, picture));
    if (best > same) break;
  }
  return best;
}
