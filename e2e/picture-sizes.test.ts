import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isSameSize, type PictureSize } from '../server/contracts/picture.ts';
import { probe } from '../server/recording/probe.fixture.ts';
import { startTestApp } from '../server/rooms/room.fixture.ts';
import { MediaServer } from '../server/streaming/media-server.ts';
import { PictureSizes } from '../server/world/views/picture-sizes.ts';
import { testSeed } from '../server/world/world.fixture.ts';
import { createdRoomSchema } from '../shared/messages.ts';
import { manifestSchema } from '../shared/pack.ts';
import { GradientModel, gradientAt } from './gradient-model.ts';
import { compensate } from './look-angle.ts';
import { launchBrowser } from './open-page.ts';
import {
  installPictureWatch,
  type WatchedFrame,
  type WatchedPicture,
  watchedCells,
} from './picture-watch.ts';
import { useAndClose, useTool } from './room-menu.ts';
import { median } from './soak/figures.ts';
import { until } from './until.ts';
import { Visitor } from './visitor.ts';

const arena = join(import.meta.dirname, '../models/arena');
const large = { width: 512, height: 288 };
const medium = { width: 384, height: 216 };
/** Milliseconds without a new frame that nobody minds, besides what this machine takes without changes of size. */
const shortGap = 300;
/** Frames that are watched before, between and after changes. */
const watched = 6;
/** Levels that video and browser may change of a cell; nothing is as dark as `dark`. */
const tolerance = 14;
const dark = 40;

describe('a stream whose pictures change their size', () => {
  let folder: string;
  let browser: Browser;
  let media: MediaServer;
  let server: Awaited<ReturnType<typeof startTestApp>>;
  let own: PictureSize;
  let ann: Visitor;
  let sue: Visitor;
  let model: GradientModel;
  /** What the room asks its views' pictures in; undefined for their own size. Or what the governor says. */
  let wanted: PictureSize | undefined | 'governed';
  const pageErrors: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worldroom-sizes-'));
    browser = await launchBrowser();
    const read = manifestSchema.parse(JSON.parse(await readFile(join(arena, 'pack.json'), 'utf8')));
    const manifest = { ...read, view: { ...read.view, sizes: [large, medium] } };
    own = { width: manifest.view.width, height: manifest.view.height };
    model = new GradientModel(own);
    const governed = PictureSizes.prototype.of;
    vi.spyOn(PictureSizes.prototype, 'of').mockImplementation(function (this: PictureSizes, view) {
      return wanted === 'governed' ? governed.call(this, view) : wanted;
    });
    const logger = pino({ level: 'silent' });
    media = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 1, logger });
    server = await startTestApp(
      { recordingFolder: join(folder, 'server'), leastViewsPerSecond: 0 },
      {
        media,
        model,
        pack: { folder: arena, manifest, seed: async () => testSeed() },
      },
    );
    const answer = await fetch(new URL('/api/rooms', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world: manifest.seeds[0].name, name: 'Sizes' }),
    });
    const room = createdRoomSchema.parse(await answer.json());
    ann = await open(room.hostLink, 'Ann');
    sue = await open(room.watchLink, 'Sue');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.app.close();
    await media?.close();
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(path: string, name: string): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 800, height: 450 } });
    await context.addInitScript(installPictureWatch);
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => pageErrors.push(`${name}: ${message}`));
    page.on('console', (line) => {
      // WebGL reports its errors as warnings, but also that this test reads its canvas.
      const told = ['error', 'warning'].includes(line.type()) && !line.text().includes('GPU stall');
      if (told) pageErrors.push(`${name}: ${line.text()}`);
    });
    await page.goto(new URL(path, server.url).href);
    const visitor = new Visitor(page, name);
    await visitor.reaches('playing');
    return visitor;
  }

  /** Everything that a page has seen since the last time. */
  async function seenBy({ page }: Visitor) {
    const seen = await page.evaluate(() => window.pictureWatch?.take());
    if (!seen) throw new Error('The page is not watched.');
    return seen;
  }

  /** Waits until a page has got so many more frames of the stream. */
  async function sees({ page, name }: Visitor, count: number): Promise<void> {
    const frames = () => page.evaluate(() => window.worldroom?.stats().frames ?? 0);
    const before = await frames();
    await until(`${name} sees ${count} frames`, async () => (await frames()) >= before + count);
  }

  /** Waits until a page has seen some frames of a width. */
  async function reachesWidth(visitor: Visitor, width: number): Promise<void> {
    await until(`${visitor.name} sees ${width}`, () =>
      visitor.page.evaluate((wide) => window.worldroom?.stats().width === wide, width),
    );
    await sees(visitor, watched);
  }

  /** Changes the size of all pictures, and waits until everybody has seen some of that size. */
  async function change(size: PictureSize): Promise<void> {
    wanted = isSameSize(size, own) ? undefined : size;
    for (const visitor of [ann, sue]) await reachesWidth(visitor, size.width);
  }

  /** Goes through all sizes and back, and gives what everybody saw meanwhile. */
  async function throughAllSizes(): Promise<WatchedPicture[][]> {
    const people = [ann, sue];
    await Promise.all(people.map(seenBy));
    await Promise.all(people.map((visitor) => sees(visitor, 2 * watched)));
    const usual = await Promise.all(people.map(seenBy));
    for (const size of [large, own, medium, large, own]) await change(size);
    const seen = await Promise.all(people.map(seenBy));
    for (const [index, { name }] of people.entries()) {
      const without = gaps(usual[index].frames).sort((a, b) => a - b);
      const changes = gapsAtChanges(seen[index].frames);
      const list = (values: number[]) => values.map((value) => value.toFixed(0)).join(', ');
      console.info(
        `${name}: ms from frame to frame where the size changes: ${list(changes)}; ${list(without)} else`,
      );
      expect(changes).toHaveLength(5);
      // The median: a busy machine stalls now and then, but not at every change.
      expect(median(changes), name).toBeLessThan(shortGap + (without.at(-1) ?? 0));
      const widths = new Set(seen[index].pictures.map(({ width }) => width));
      expect(widths).toEqual(new Set([own, medium, large].map(({ width }) => width)));
    }
    return seen.map(({ pictures }) => pictures);
  }

  test('shows everybody the same places without a black or a late frame', async () => {
    await compensate(ann, true);
    for (const pictures of await throughAllSizes()) {
      expect(pictures.map(furthestFromGradient).filter((levels) => levels > tolerance)).toEqual([]);
    }
  });

  test('is never black while its player turns', async () => {
    await ann.page.keyboard.down('ArrowRight');
    const [pictures] = await throughAllSizes().finally(() => ann.page.keyboard.up('ArrowRight'));
    expect(pictures.filter(({ from }) => from === 'canvas').length).toBeGreaterThan(watched);
    expect(pictures.filter(({ cells }) => Math.min(...cells) < dark)).toEqual([]);
  });

  test('follows the load of the server by itself, without a black or a late frame', async () => {
    // She turns all the time: what does not change is not drawn again, and tells the governor nothing. Every view is the
    // same gradient, so that pictures do not change as long as they are not turned by the page.
    await compensate(ann, false);
    await ann.page.keyboard.down('ArrowRight');
    await Promise.all([ann, sue].map((visitor) => sees(visitor, watched)));
    wanted = 'governed';
    const inSize = ({ width }: PictureSize) =>
      Promise.all([ann, sue].map((visitor) => reachesWidth(visitor, width)));
    await inSize(large);
    await Promise.all([ann, sue].map(seenBy));
    // As much as a period, for one player: there is time for the view's own size at most.
    model.milliseconds = 80;
    await inSize(own);
    const reason = await ann.page.evaluate(() => window.worldroom?.lastMark()?.limited);
    expect(['load', 'late']).toContain(reason);
    model.milliseconds = 1;
    await inSize(large);
    for (const visitor of [ann, sue]) {
      const { pictures, frames } = await seenBy(visitor);
      expect(pictures.map(furthestFromGradient).filter((levels) => levels > tolerance)).toEqual([]);
      const usual = median(gaps(frames));
      const changes = gapsAtChanges(frames);
      expect(changes.length).toBeGreaterThanOrEqual(2);
      expect(median(changes), `${visitor.name}: ${changes.join(', ')}`).toBeLessThan(shortGap + usual);
    }
    await ann.page.keyboard.up('ArrowRight');
    wanted = undefined;
  });

  test('says its size in the measurements', async () => {
    await change(medium);
    await useAndClose(ann.page, 'toggle-overlay');
    await until('the size is written', async () =>
      (await ann.page.getByTestId('stats-resolution').textContent())?.includes('384 × 216'),
    );
    const mark = await ann.page.evaluate(() => window.worldroom?.lastMark());
    expect(mark?.size).toEqual(medium);
    await change(own);
  });

  test('is recorded in all its sizes, and a browser plays that', async () => {
    await useTool(ann.page, 'toggle-recordings');
    const panel = ann.page.getByTestId('recordings');
    const record = panel.getByTestId('start-recording');
    await record.click();
    const progress = panel.getByTestId('recording-progress');
    // It begins with a keyframe, which may take a moment.
    await until('a second is recorded', async () => /0:0[1-9]/.test((await progress.textContent()) ?? ''));
    for (const size of [large, medium, own]) await change(size);
    await panel.getByTestId('stop-recording').click();
    const link = panel.getByTestId('download-recording');
    const [started] = await Promise.all([ann.page.waitForEvent('download'), link.click()]);
    const path = join(folder, 'recording.webm');
    await started.saveAs(path);
    const found = await probe(path);
    expect(found).toMatchObject({ codec: 'VP8', ...own });
    expect(found.sizes).toEqual([own, large, medium, own]);

    const played = await ann.page.evaluate(
      async (address) => {
        const video = document.createElement('video');
        const widths: number[] = [];
        video.addEventListener('resize', () => widths.push(video.videoWidth));
        Object.assign(video, { src: address, muted: true });
        const ended = new Promise<string>((resolve) => {
          video.addEventListener('ended', () => resolve('ended'), { once: true });
          video.addEventListener('error', () => resolve(video.error?.message ?? 'error'), { once: true });
        });
        await video.play();
        return { how: await ended, widths };
      },
      (await link.getAttribute('href')) ?? '',
    );
    expect(played).toEqual({ how: 'ended', widths: found.sizes.map(({ width }) => width) });
  });

  test('nothing went wrong unseen', () => {
    expect(pageErrors).toEqual([]);
  });
});

/** Of all cells of a picture, the greatest difference of a level from the gradient that the views show. */
function furthestFromGradient({ cells }: WatchedPicture): number {
  const { columns, rows } = watchedCells;
  return Math.max(
    ...cells.map((level, index) => {
      const cell = Math.floor(index / 3);
      const x = ((cell % columns) + 0.5) / columns;
      const y = (Math.floor(cell / columns) + 0.5) / rows;
      return Math.abs(level - gradientAt(x, y)[index % 3]);
    }),
  );
}

/** Milliseconds from each frame to the next. */
function gaps(frames: readonly WatchedFrame[]): number[] {
  return frames.slice(1).map(({ at }, index) => at - frames[index].at);
}

/** The same, of frames whose width is not that of the one before. */
function gapsAtChanges(frames: readonly WatchedFrame[]): number[] {
  return gaps(frames).filter((_, index) => frames[index + 1].width !== frames[index].width);
}
