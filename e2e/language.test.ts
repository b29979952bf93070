import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textsOf } from '../client/texts/every-text.fixture.ts';
import { languages } from '../client/texts/languages.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';

const german = new Set(textsOf(languages.de).values());
/** English texts that contain a word which does not exist in German. */
const english = new Set(
  [...textsOf(languages.en).values()].filter((text) => /\p{L}{3,}/u.test(text) && !german.has(text)),
);

/**
 * Everything that a page displays or screen readers read: text, labels, titles and placeholders of rendered
 * elements.
 */
function textsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [document.title];
    for (const element of document.body.querySelectorAll('*')) {
      if (element.getClientRects().length === 0) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        found.push(element.getAttribute(name) ?? '');
      }
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? '');
      }
    }
    return found.map((text) => text.trim()).filter((text) => text !== '');
  });
}

describe('a browser that is set to German', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });

  afterAll(() => testBed?.close());

  test('shows the lobby and a room in German, and nothing in English', async () => {
    const device = { locale: 'de-DE', recorded: false };
    const { de } = languages;
    const { playLink } = await testBed.createRoom({ name: 'Werkstatt' });

    const lobby = await testBed.open('/', 'Ada', device);
    await until('the lobby', () => lobby.page.getByText(de.lobby.headline).isVisible());
    await until('the rooms', () => lobby.page.getByText(de.lobby.rooms.join, { exact: true }).isVisible());
    expect(await lobby.page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect((await textsOn(lobby.page)).filter((text) => english.has(text))).toEqual([]);
    await lobby.page.context().close();

    const player = await testBed.open(playLink, 'Ada', device);
    await player.reaches('playing');
    const { page } = player;
    await until('the toolbar', () =>
      page.getByTestId('leave').getByText(de.toolbar.leave, { exact: true }).isVisible(),
    );
    await page.keyboard.press('KeyH');
    await until('the help', () => page.getByText(de.packs['Walk forward and back']).isVisible());
    expect((await textsOn(page)).filter((text) => english.has(text))).toEqual([]);
    await page.context().close();
  });

  test('shows English where the person chooses it, also after the next visit', async () => {
    const lobby = await testBed.open('/', 'Ada', { locale: 'de-DE', recorded: false });
    const { page } = lobby;
    await page.getByTestId('language').selectOption('en');
    await until('the lobby in English', () => page.getByText(languages.en.lobby.headline).isVisible());
    await page.goto(new URL('/', testBed.url).href);
    await until('English again', () => page.getByText(languages.en.lobby.headline).isVisible());
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.getByTestId('language').selectOption('');
    await until('the lobby in German', () => page.getByText(languages.de.lobby.headline).isVisible());
    await page.context().close();
  });

  test('is told in German why the room does not do something', async () => {
    const { playLink } = await testBed.createRoom({ name: 'Werkstatt' });
    const player = await testBed.open(playLink, 'Ada', { locale: 'de-DE', recorded: false });
    await player.reaches('playing');
    const { page } = player;
    const toasts = async () => (await page.getByTestId('toasts').textContent()) ?? '';
    const said = languages.de.notices['no-block-near']({ metres: 2 });
    await until('the notice', async () => {
      await page.keyboard.press('KeyR');
      return (await toasts()).includes(said);
    });
    await page.context().close();
  });

  test('shows English where the address asks for it', async () => {
    const lobby = await testBed.open('/?language=en', 'Ada', { locale: 'de-DE', recorded: false });
    await until('the lobby', () => lobby.page.getByText(languages.en.lobby.headline).isVisible());
    expect(await lobby.page.evaluate(() => document.documentElement.lang)).toBe('en');
    await lobby.page.context().close();
  });
});
