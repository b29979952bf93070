import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/messages.ts';
import { difference } from '../pixels.ts';
import { openTestBed, type TestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import type { Visitor } from '../visitor.ts';
import { type FirefoxPage, launchFirefox, openFirefoxPage } from './firefox.ts';

/**
 * Peak amplitude in two seconds of the page's audio element; undefined if nothing came. An AudioContext does
 * not run in Firefox on a machine without a sound card, so the sound is recorded and decoded.
 */
async function loudestMoment(): Promise<number | undefined> {
  const audio = document.querySelector<HTMLAudioElement>('audio[data-testid="sound"]');
  if (!(audio?.srcObject instanceof MediaStream)) throw new Error('nothing is heard');
  const recorder = new MediaRecorder(audio.srcObject);
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  recorder.stop();
  await stopped;
  const bytes = await new Blob(parts).arrayBuffer();
  if (bytes.byteLength === 0) return undefined;
  const decoded = await new OfflineAudioContext(2, 1, 48_000).decodeAudioData(bytes);
  const peak = decoded.getChannelData(0).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return peak > 0 ? peak : undefined;
}

describe('Firefox at the default address', () => {
  let testBed: TestBed;
  let room: CreatedRoom;
  let firefox: Browser;
  let ann: FirefoxPage;
  let ben: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    expect(new URL(testBed.url).hostname).toBe('127.0.0.1');
    room = await testBed.createRoom();
    firefox = await launchFirefox();
    ann = await openFirefoxPage(firefox, new URL(room.playLink, testBed.url).href, 'Ann');
  });

  afterAll(async () => {
    await firefox?.close();
    await testBed?.close();
  });

  const body = () =>
    ann.reads('Ann has a body', () => {
      const { sessionId, roomState } = window.worldroom ?? {};
      const state = roomState?.();
      if (sessionId === undefined || typeof state !== 'object' || state === null) return undefined;
      const text = JSON.stringify(state);
      const { players } = JSON.parse(text);
      const { x, z, yaw } = players[sessionId] ?? {};
      return typeof x === 'number' ? { x, z, yaw } : undefined;
    });

  test('gets a picture that is not uniform', async () => {
    await ann.seesSomething();
    await ann.reads('the page plays', () => window.worldroom?.state === 'playing');
  });

  test('keeps getting frames, and knows the tick of each', async () => {
    const ticks: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      ticks.push(
        await until('a newer frame is marked', async () => {
          const tick = await ann.page.evaluate(() => window.worldroom?.lastMark()?.tick);
          return tick !== undefined && tick > (ticks.at(-1) ?? 0) ? tick : undefined;
        }),
      );
    }
    expect(await ann.page.evaluate(() => window.worldroom?.stats().framesPerSecond)).toBeGreaterThan(0);
  });

  test('moves its body by keys, and the picture follows', async () => {
    const before = await body();
    const seen = await ann.seesSomething();
    await ann.page.keyboard.down('KeyS');
    await until('Ann walks', async () => {
      const now = await body();
      return Math.hypot(now.x - before.x, now.z - before.z) > 0.5;
    });
    await ann.page.keyboard.up('KeyS');
    await ann.page.keyboard.down('ArrowLeft');
    await until('Ann turns', async () => Math.abs((await body()).yaw - before.yaw) > 0.5);
    await ann.page.keyboard.up('ArrowLeft');
    await until('the picture changes', async () => difference(await ann.seesSomething(), seen) > 100);
  });

  test('looks around with the mouse', async () => {
    await ann.page.mouse.click(400, 225);
    await ann.reads('the page has the mouse', () => document.pointerLockElement !== null);
    const { yaw } = await body();
    let x = 400;
    await until('Ann turns', async () => {
      x = x > 700 ? 400 : x + 20;
      await ann.page.mouse.move(x, 225);
      return Math.abs((await body()).yaw - yaw) > 0.02;
    });
    await ann.page.evaluate(() => document.exitPointerLock());
    // Who loses the mouse gets the menu. Going back would capture it again, and a reloaded page has neither.
    await ann.page.waitForSelector('[data-testid="room-menu"]', { visible: true });
    await ann.page.reload();
    await ann.seesSomething();
  });

  test('exchanges chat messages with a player in Chromium', async () => {
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    // Puppeteer's Enter is the key of the number pad.
    await ann.click('toggle-chat');
    await ann.page.waitForSelector('[data-testid="chat-field"]', { visible: true });
    await ann.page.type('[data-testid="chat-field"]', 'hello from the fox');
    await ann.page.keyboard.press('Enter');
    const chatOfBen = ben.page.getByTestId('chat-log');
    await until('Ben reads it', async () => (await chatOfBen.textContent())?.includes('hello from the fox'));
    await ben.page.keyboard.press('Enter');
    await ben.page.getByTestId('chat-field').fill('hello back');
    await ben.page.keyboard.press('Enter');
    await ann.reads('Ann reads the answer', () =>
      document.querySelector('[data-testid="chat-log"]')?.textContent?.includes('hello back'),
    );
  });

  test('plays the sound', async () => {
    await ann.click('toggle-sound');
    await ann.reads('sound plays', () => {
      const audio = document.querySelector<HTMLAudioElement>('audio[data-testid="sound"]');
      return audio?.srcObject instanceof MediaStream && !audio.paused;
    });
    const loudest = await until('Ann hears something', () => ann.page.evaluate(loudestMoment));
    // The ambient sound alone is louder than that.
    expect(loudest).toBeGreaterThanOrEqual(1e-4);
  });

  test('watches another player’s view', async () => {
    const sue = await openFirefoxPage(firefox, new URL(room.watchLink, testBed.url).href, 'Sue');
    await sue.reads('the page plays', () => window.worldroom?.state === 'playing');
    await sue.seesSomething();
    expect(sue.errors).toEqual([]);
    await sue.page.close();
  });

  test('returns to its body after a reload', async () => {
    const before = await body();
    await ann.page.reload();
    await ann.seesSomething();
    const { x, z } = await body();
    expect(Math.hypot(x - before.x, z - before.z)).toBeLessThan(1);
  });

  test('no page or server reported an error', () => {
    expect(ann.errors).toEqual([]);
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
