import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedRoom } from '../shared/messages.ts';
import { useAndClose, useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('people in a room', () => {
  let testBed: TestBed;
  let room: CreatedRoom;
  let ann: Visitor;
  let ben: Visitor;
  let sue: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    room = await testBed.createRoom();
    ann = await testBed.open(room.hostLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    sue = await testBed.open(`${room.watchLink}&mode=follow`, 'Sue');
    await sue.reaches('playing');
  });

  afterAll(() => testBed?.close());

  const toasts = (visitor: Visitor) => visitor.page.getByTestId('toasts').textContent();
  const head = (visitor: Visitor, id: string) =>
    visitor.page.locator(`.name-label[data-session-id="${id}"] [data-testid="head-emote"]`);
  const row = (visitor: Visitor, id: string) =>
    visitor.page.locator(`[data-testid="player-list"] [data-session-id="${id}"]`);
  const reads = (visitor: Visitor, sentence: string) =>
    until(`${visitor.name} reads "${sentence}"`, async () => (await toasts(visitor))?.includes(sentence));

  test('an emote by key is shown above the sender’s head, and announced to everybody', async () => {
    const id = await ben.id();
    await ben.page.keyboard.press('Digit1');
    await reads(ben, 'You wave');
    await reads(ann, 'Ben waves');
    await reads(sue, 'Ben waves');
    await head(ann, id).waitFor();
    // It disappears by itself.
    await head(ann, id).waitFor({ state: 'hidden' });
  });

  test('the menu of emotes works with the keyboard alone, and returns the focus', async () => {
    const tool = ann.page.getByTestId('toggle-emotes');
    await tool.focus();
    await ann.page.keyboard.press('Enter');
    await ann.page.getByTestId('emote-menu').waitFor();
    expect(await tool.getAttribute('aria-expanded')).toBe('true');
    await ann.page.keyboard.press('ArrowLeft');
    const before = await ann.player();
    await ann.page.keyboard.press('Enter');
    await reads(ben, 'Ann calls: over here');
    expect((await ann.player()).yaw).toBe(before.yaw);
    expect(await ann.page.getByTestId('emote-menu').isVisible()).toBe(false);
    expect(await tool.evaluate((element) => element === document.activeElement)).toBe(true);
    await tool.evaluate((element) => element.blur());
    await ann.page.keyboard.press('KeyV');
    await ann.page.getByTestId('emote-menu').waitFor();
    await ann.page.keyboard.press('Escape');
    expect(await ann.page.getByTestId('emote-menu').isVisible()).toBe(false);
  });

  test('messages and emotes of a muted player are hidden on that page, also after a reload', async () => {
    const id = await ben.id();
    await ann.page.getByTestId('toggle-people').click();
    await row(ann, id).getByTestId('mute').click();
    expect(await row(ann, id).getByTestId('mute').getAttribute('aria-pressed')).toBe('true');
    const silent = async (word: string) => {
      await ben.page.keyboard.press('Digit3');
      await ben.page.keyboard.press('Enter');
      await ben.page.getByTestId('chat-field').fill(word);
      await ben.page.keyboard.press('Enter');
      await until('Sue reads it', async () =>
        (await sue.page.getByTestId('chat-log').textContent())?.includes(word),
      );
      await reads(sue, 'Ben laughs');
      // A later message has already arrived.
      const { tick } = await ann.state();
      await ann.frame(tick + 5);
      expect(await ann.page.getByTestId('chat-log').textContent()).not.toContain(word);
      expect(await toasts(ann)).not.toContain('Ben laughs');
      expect(await head(ann, id).isVisible()).toBe(false);
    };
    await silent('first');
    await ann.page.reload();
    await ann.reaches('playing');
    await silent('second');
    await ann.page.getByTestId('toggle-people').click();
    await row(ann, id).getByTestId('mute').click();
    await ben.page.keyboard.press('Digit4');
    await reads(ann, 'Ben sends a heart');
  });

  test('nobody receives a player whom the host silenced; the player is told, and the list shows it', async () => {
    const id = await ben.id();
    await row(ann, id).getByTestId('silence').click();
    await until('the list says so', async () =>
      (await row(ben, id).textContent())?.includes('silenced by the host'),
    );
    await ben.page.keyboard.press('Digit1');
    await reads(ben, 'The host has silenced you');
    expect(await toasts(sue)).not.toContain('Ben waves');
    expect(await row(ann, id).getByTestId('silence').getAttribute('aria-pressed')).toBe('true');
    await row(ann, id).getByTestId('silence').click();
    await until('it is over', async () => !(await row(ben, id).textContent())?.includes('silenced'));
    await ben.page.keyboard.press('Digit4');
    await reads(sue, 'Ben sends a heart');
  });

  test('a spectator has the list, no emotes, and blocks a player, who is not told', async () => {
    const id = await ben.id();
    expect(await sue.page.getByTestId('toggle-emotes').count()).toBe(0);
    await sue.page.getByTestId('toggle-people').click();
    await row(sue, id).getByTestId('block').click();
    await sue.page.keyboard.press('Escape');
    await sue.page.keyboard.press('Enter');
    // Escape left the focus on the list's button.
    await sue.page.getByTestId('toggle-chat').click();
    await sue.page.getByTestId('chat-field').fill('not for Ben');
    await sue.page.keyboard.press('Enter');
    await until('Ann reads it', async () =>
      (await ann.page.getByTestId('chat-log').textContent())?.includes('not for Ben'),
    );
    await ann.page.keyboard.press('Digit2');
    await reads(ben, 'Ann says yes');
    expect(await ben.page.getByTestId('chat-log').textContent()).not.toContain('not for Ben');
  });

  test('the chat’s button names the bound key that opens it', async () => {
    const title = () => ben.page.getByTestId('toggle-chat').getAttribute('title');
    expect(await title()).toBe('Write to the room (Enter)');
    await useTool(ben.page, 'toggle-help');
    await ben.page.locator('[data-slot="chat"]').click();
    await ben.page.keyboard.press('KeyY');
    expect(await ben.page.getByTestId('help-message').textContent()).toContain('Y is now');
    await ben.page.keyboard.press('Escape');
    expect(await title()).toBe('Write to the room (Y)');
    await ben.page.keyboard.press('KeyY');
    await ben.page.getByTestId('chat-field').waitFor();
    expect(await ben.page.getByTestId('chat-field').inputValue()).toBe('');
    await ben.page.keyboard.press('Escape');
  });

  test('a key shows the map to players and spectators, with walls, floor and people, and the choice is stored', async () => {
    for (const visitor of [ann, sue]) {
      await visitor.page.evaluate(() => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      });
      // The map is shown from the start in a window of this size.
      await visitor.page.keyboard.press('KeyO');
      await visitor.page.getByTestId('minimap').waitFor({ state: 'hidden' });
      await visitor.page.keyboard.press('KeyO');
      const canvas = visitor.page.getByTestId('minimap-canvas');
      await canvas.waitFor();
      const colours = () =>
        canvas.evaluate((map) => {
          if (!(map instanceof HTMLCanvasElement)) return [];
          const { data } = map.getContext('2d')?.getImageData(0, 0, map.width, map.height) ?? {};
          const seen = new Map<string, number>();
          for (let i = 0; data && i < data.length; i += 4) {
            const key = data[i + 3] === 0 ? 'unknown' : data.slice(i, i + 3).join(' ');
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
          return [...seen].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
        });
      await until(`${visitor.name} sees the ground`, async () => (await colours()).length > 6);
      // Unknown ground, walls and floor are most of its pixels.
      const [first, second, third] = await colours();
      expect(new Set([first, second, third]).size).toBe(3);
      await until(`${visitor.name} could read it`, async () =>
        /^Map around (you|Ann|Ben)\. (Ann|Ben): \d+ m /.test((await canvas.getAttribute('aria-label')) ?? ''),
      );
    }
    await useAndClose(ann.page, 'toggle-map');
    expect(await ann.page.getByTestId('toggle-map').getAttribute('aria-pressed')).toBe('false');
    await ann.page.reload();
    await ann.reaches('playing');
    expect(await ann.page.getByTestId('minimap').isVisible()).toBe(false);
    await useAndClose(ann.page, 'toggle-map');
    await ann.page.getByTestId('minimap-canvas').waitFor();
  });

  test('a kicked browser is not admitted until the host unbans it', async () => {
    const id = await ben.id();
    ann.page.once('dialog', (dialog) => void dialog.accept());
    await ann.page.getByTestId('toggle-people').click();
    await row(ann, id).getByTestId('kick').click();
    await ben.reaches('gone');
    await ben.page.reload();
    await ben.reaches('gone');
    expect(await ben.page.getByTestId('status').textContent()).toContain('put out of this room');
    await ann.page.getByTestId('let-in').click();
    await until('nobody is kept out', async () => (await ann.page.getByTestId('kicked').count()) === 0);
    await ben.page.reload();
    await ben.reaches('playing');
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
