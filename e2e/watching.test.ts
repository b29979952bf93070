import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CreatedRoom } from '../shared/messages.ts';
import { freeCameraView } from '../shared/watching.ts';
import { installPad } from './emulated-pad.ts';
import { brightness, type Picture, psnr } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Ticks a second; slow enough for a busy machine with four pages beside the server. */
const rate = 3;
/** Decibels between two pictures of one place, one of which was encoded a few frames later. */
const alike = 28;
/** The same between the same frame on two pages. */
const same = 50;

const healthSchema = z.object({
  rooms: z.array(z.object({ id: z.string().optional(), ticks: z.number(), views: z.number() })),
});

/** Present pictures in the page's elements of this kind; undefined for one without a picture. */
async function pictures(page: Page, selector: string): Promise<(Picture | undefined)[]> {
  const found = await page.evaluate(
    (wanted) =>
      [...document.querySelectorAll<HTMLVideoElement | HTMLImageElement>(wanted)].map((source) => {
        const isVideo = source instanceof HTMLVideoElement;
        const width = isVideo ? source.videoWidth : source.naturalWidth;
        const height = isVideo ? source.videoHeight : source.naturalHeight;
        if (width === 0) return undefined;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context?.drawImage(source, 0, 0);
        const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
        return { width, height, rgba: [...data] };
      }),
    selector,
  );
  return found.map(
    (one) =>
      one && {
        width: one.width,
        height: one.height,
        rgb: Uint8Array.from(one.rgba.filter((_, index) => index % 4 !== 3)),
      },
  );
}

/** Saves a screenshot for people if an environment variable asks for it. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.WORLDROOM_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe('ways to watch', () => {
  let testBed: TestBed;
  let room: CreatedRoom;
  let ann: Visitor;
  let ben: Visitor;
  let sue: Visitor;
  let tom: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed(
      (manifest) => {
        manifest.view.rate = rate;
      },
      // A test machine has no capacity to spare; another test covers the rule.
      { options: ['--free-camera', 'always'] },
    );
    room = await testBed.createRoom();
    ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    sue = await testBed.open(`${room.watchLink}&mode=wall`, 'Sue', { script: installPad });
    await sue.reaches('playing');
  });

  afterAll(() => testBed?.close());

  const mode = (visitor: Visitor) => visitor.page.locator('main').getAttribute('data-mode');
  const asked = (visitor: Visitor) => new URL(visitor.page.url()).searchParams.get('mode');
  const shown = (visitor: Visitor) => visitor.page.evaluate(() => window.worldroom?.view);
  const field = (visitor: Visitor, name: 'shot' | 'pilot') =>
    visitor.page.evaluate((wanted) => {
      const state = window.worldroom?.roomState();
      return typeof state === 'object' && state !== null ? Reflect.get(state, wanted) : undefined;
    }, name);

  /** Turns until the direction differs clearly from the first one, and stands still there. */
  async function turnsAway(player: Visitor): Promise<void> {
    const start = await player.standsStill();
    const turn = (now: { yaw: number }) =>
      Math.abs(Math.atan2(Math.sin(now.yaw - start.yaw), Math.cos(now.yaw - start.yaw)));
    // On a busy machine a key may be released too late.
    for (let now = start; turn(now) < 1; now = await player.standsStill()) {
      await player.hold('ArrowRight', 'turns away', (held) => turn(held) > 1.3);
    }
  }

  /** Waits until the director shows a player's view, and compares the frames of two spectators. */
  async function directorShows(player: Visitor): Promise<void> {
    const id = await player.id();
    await until(`the director shows ${player.name}`, async () => (await field(sue, 'shot')) === id);
    // The cut reaches one page some ticks before the other.
    const [mine, other] = await until('both show it', async () => {
      const [own, others] = await Promise.all([sue.ticks(), tom.ticks()]);
      const tick = own.findLast((one) => others.includes(one));
      if (tick === undefined) return undefined;
      // A page keeps few frames, so the frame of a tick may be gone when it is read.
      const frames = await Promise.all([sue.frameOf(tick), tom.frameOf(tick)]).catch(() => undefined);
      return frames?.every(({ mark }) => mark.view === id) && frames;
    });
    expect(psnr(mine.picture, other.picture)).toBeGreaterThan(same);
  }

  async function drawnSoFar(): Promise<{ ticks: number; views: number }> {
    const answer = await fetch(new URL('/health', testBed.url));
    const { rooms } = healthSchema.parse(await answer.json());
    const found = rooms.find(({ id }) => id === room.id);
    if (found === undefined) throw new Error('The room is not in the health report.');
    return found;
  }

  test('the wall shows every player’s own view, labelled, without drawing further views', async () => {
    const tiles = sue.page.getByTestId('wall-tile');
    await until('both tiles', async () => (await tiles.count()) === 2);
    const videos = '[data-testid="wall-tile"] video';
    await until('both pictures', async () => (await pictures(sue.page, videos)).every(Boolean));
    expect(await tiles.nth(0).getAttribute('title')).toBe('Enlarge the view of Ann');
    expect(await tiles.nth(1).getAttribute('title')).toBe('Enlarge the view of Ben');

    const before = await drawnSoFar();
    for (const [index, player] of [ann, ben].entries()) {
      await player.standsStill();
      await until(`the tile shows what ${player.name} sees`, async () => {
        const { picture } = await player.frame();
        const tile = (await pictures(sue.page, videos))[index];
        return tile !== undefined && psnr(tile, picture) > alike;
      });
    }
    const [first, second] = await pictures(sue.page, videos);
    if (!first || !second) throw new Error('A tile lost its picture.');
    expect(psnr(first, second)).toBeLessThan(alike - 8);
    await keep(sue.page, 'wall');
    const after = await drawnSoFar();
    expect(after.ticks - before.ticks).toBeGreaterThan(3);
    // The views of the present tick may be counted before the tick.
    expect(after.views - before.views).toBeLessThanOrEqual(2 * (after.ticks - before.ticks) + 2);
  });

  test('tiles are reachable by keys; one enlarges, in the address and on the screen', async () => {
    await sue.page.keyboard.press('ArrowRight');
    await sue.page.keyboard.press('ArrowRight');
    expect(await sue.page.evaluate(() => document.activeElement?.getAttribute('data-session-id'))).toBe(
      await ben.id(),
    );
    await sue.page.keyboard.press('Enter');
    await until('Sue watches Ben', async () => (await shown(sue)) === (await ben.id()));
    await until('the wall is gone', async () => sue.page.getByTestId('wall').isHidden());
    expect(await mode(sue)).toBe('follow');
    expect(asked(sue)).toBe('follow');
    expect((await sue.frame()).mark.view).toBe(await ben.id());
    await sue.page.getByTestId('mode-wall').click();
    await until('the wall is back', async () =>
      (await pictures(sue.page, '[data-testid="wall-tile"] video')).every(Boolean),
    );
    await sue.page.keyboard.press('Digit1');
    await until('Sue watches Ann', async () => (await shown(sue)) === (await ann.id()));
  });

  test('the director cuts to a player who acts, the same for all spectators', async () => {
    await sue.page.keyboard.press('KeyB');
    expect(asked(sue)).toBe('director');
    tom = await testBed.open(`${room.watchLink}&mode=director`, 'Tom', {
      script: installPad,
      viewport: { width: 1280, height: 720 },
    });
    await tom.reaches('playing');
    // They face each other at first. After one turns away, only the other one sees a player.
    const look = await ben.player();
    await turnsAway(ann);
    await directorShows(ben);
    expect((await ben.player()).yaw).toBeCloseTo(look.yaw, 2);
    await turnsAway(ben);
    await ann.page.keyboard.down('ArrowRight');
    await directorShows(ann).finally(() => ann.page.keyboard.up('ArrowRight'));
  });

  test('the free camera is flown by one spectator, seen by others, and released', async () => {
    await sue.page.getByTestId('mode-free').click();
    await tom.page.keyboard.press('KeyC');
    // Tom requests it as well; the first one has it.
    const [pilot, guest] = await until('somebody flies it', async () => {
      const flying = await field(sue, 'pilot');
      if (flying === (await sue.id())) return [sue, tom] as const;
      return flying === (await tom.id()) && ([tom, sue] as const);
    });
    await until('both see it', async () => {
      for (const visitor of [pilot, guest]) if ((await shown(visitor)) !== freeCameraView) return false;
      return true;
    });
    const start = await pilot.frame();
    expect(start.mark.view).toBe(freeCameraView);
    expect(brightness(start.picture).deviation).toBeGreaterThan(5);
    const away = (frame: typeof start) =>
      Math.hypot(frame.mark.pose.x - start.mark.pose.x, frame.mark.pose.z - start.mark.pose.z);
    const turned = (frame: typeof start) => Math.abs(frame.mark.pose.yaw - start.mark.pose.yaw);
    await pilot.page.keyboard.down('KeyS');
    await until('it flies back', async () => away(await guest.frame()) > 0.5);
    await pilot.page.keyboard.up('KeyS');
    const push = (axes: number[]) =>
      pilot.page.evaluate((pushed) => {
        window.emulatedPad?.plug();
        window.emulatedPad?.push(pushed, []);
      }, axes);
    const heading = (await pilot.frame()).mark.pose.yaw;
    await push([0, 0, 1, 0]);
    await until('the right stick turns it', async () => {
      return Math.abs((await pilot.frame()).mark.pose.yaw - heading) > 0.2;
    });
    const { x, z } = (await pilot.frame()).mark.pose;
    // Turns as well, because there may be a wall ahead.
    await push([0, -1, 0.6, 0]);
    await until('the left stick flies it', async () => {
      const { pose } = (await guest.frame()).mark;
      return Math.hypot(pose.x - x, pose.z - z) > 0.5;
    });
    await push([0, 0, 0, 0]);
    await pilot.page.keyboard.down('ArrowRight');
    await until('it turns', async () => {
      const frame = await pilot.frame();
      // Grey walls look alike for a while.
      return turned(frame) > 0.5 && psnr(start.picture, frame.picture) < alike - 5 && frame;
    });
    await pilot.page.keyboard.up('ArrowRight');
    await keep(pilot.page, 'free');
    await pilot.page.getByTestId('release-camera').click();
    await until('nobody flies', async () => (await field(guest, 'pilot')) === '');
    const shot = await field(guest, 'shot');
    await until('the director’s shot', async () => (await shown(guest)) === shot);
    const before = await drawnSoFar();
    await until('some ticks', async () => (await drawnSoFar()).ticks > before.ticks + 4);
    const after = await drawnSoFar();
    expect(after.views - before.views).toBeLessThanOrEqual(2 * (after.ticks - before.ticks) + 2);
  });

  test('the way to watch is stored, and help says how to change it', async () => {
    await tom.page.getByTestId('mode-wall').click();
    await tom.page.goto(new URL(room.watchLink, testBed.url).href);
    await tom.reaches('playing');
    expect(await mode(tom)).toBe('wall');
    await until('the wall', async () =>
      (await pictures(tom.page, '[data-testid="wall-tile"] video')).every(Boolean),
    );
    await keep(tom.page, 'wall-large');
    await tom.page.keyboard.press('KeyH');
    expect(await tom.page.getByTestId('watch-help').isVisible()).toBe(true);
    await keep(tom.page, 'help');
    await tom.page.keyboard.press('Escape');
    expect(await tom.page.getByTestId('watch-help').isVisible()).toBe(false);
  });

  test('the lobby shows thumbnails of rooms', async () => {
    await testBed.createRoom({ name: 'Nobody is here yet' });
    const lobby = await testBed.open('/', 'Uma', { viewport: { width: 1280, height: 800 } });
    const card = `[data-room-id="${room.id}"]`;
    await until('a live picture', async () => lobby.page.locator(`${card} .live-tag`).isVisible());
    const [picture] = await pictures(lobby.page, `${card} img`);
    if (!picture) throw new Error('The room has no picture.');
    const { view } = testBed.manifest;
    const sizes = [view, ...(view.sizes ?? [])].map(({ width, height }) => `${width}x${height}`);
    expect(sizes).toContain(`${picture.width}x${picture.height}`);
    // A grey wall may fill the picture, but no picture is uniform.
    expect(brightness(picture).deviation).toBeGreaterThan(3);
    const views = [await ann.frame(), await ben.frame()];
    expect(Math.max(...views.map((view) => psnr(view.picture, picture)))).toBeGreaterThan(22);
    await keep(lobby.page, 'lobby');
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
