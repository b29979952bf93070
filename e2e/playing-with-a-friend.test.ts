import type { Dialog } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brightness } from './pixels.ts';
import { useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const pageOf = (visitor: Visitor, testId: string) => visitor.page.getByTestId(testId);

/** The text that a button of the toolbar copies. */
async function copied(visitor: Visitor, testId: string): Promise<string> {
  const { page } = visitor;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await pageOf(visitor, testId).click();
  return until(
    'a link is copied',
    async () => (await page.evaluate(() => navigator.clipboard.readText())) || undefined,
  );
}

describe('playing with a friend', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let invite: string;
  const roomName = 'Friday';

  beforeAll(async () => {
    testBed = await openTestBed();
    ann = await testBed.open('/', 'Ann');
  });

  afterAll(() => testBed?.close());

  async function refusal(link: string): Promise<string> {
    const guest = await testBed.open(link, 'Guest');
    await guest.reaches('denied');
    const text = (await pageOf(guest, 'status').textContent()) ?? '';
    await guest.page.context().close();
    return text;
  }

  test('begins with a room created in the lobby, for people with its link', async () => {
    await pageOf(ann, 'room-world').locator('input').first().waitFor({ state: 'attached' });
    await pageOf(ann, 'room-name').fill(roomName);
    await pageOf(ann, 'room-access').selectOption('link');
    await pageOf(ann, 'create-room').click();
    await ann.reaches('playing');
    expect(await pageOf(ann, 'room-name').textContent()).toBe(roomName);
    const { picture } = await ann.frame();
    expect(brightness(picture).deviation).toBeGreaterThan(10);

    const list = await fetch(new URL('/api/rooms', testBed.url));
    expect(await list.text()).not.toContain(roomName);
  });

  test('the copied link admits a friend, and the address without invite does not', async () => {
    invite = await copied(ann, 'copy-invite');
    const { pathname } = new URL(invite);
    expect(await refusal(pathname)).toContain('This link does not open the room');

    ben = await testBed.open(invite, 'Ben');
    await ben.reaches('playing');
    expect(await ann.player(await ben.id())).toMatchObject({ name: 'Ben', connected: true });
    const { mark, picture } = await ben.frame();
    expect(mark.view).toBe(await ben.id());
    expect(brightness(picture).deviation).toBeGreaterThan(10);
  });

  test('a chat message is displayed to the other with the name, and as plain text', async () => {
    await ben.page.keyboard.press('Enter');
    await pageOf(ben, 'chat-field').fill('Hello <b>Ann</b>');
    await ben.page.keyboard.press('Enter');
    const line = pageOf(ann, 'chat-line').last();
    await line.waitFor();
    expect(await line.locator('.chat-sender').textContent()).toBe('Ben');
    expect(await line.locator('.chat-text').textContent()).toBe('Hello <b>Ann</b>');
    expect(await pageOf(ben, 'chat-line').count()).toBe(1);
    // Typing does not move the player.
    const { x, z } = await ben.standsStill();
    await ben.page.keyboard.press('Enter');
    await ben.page.keyboard.type('wwww');
    await ben.page.keyboard.press('Escape');
    const now = await ben.standsStill();
    expect(Math.hypot(now.x - x, now.z - z)).toBeLessThan(0.05);
  });

  test('a revoked invite admits nobody and kicks nobody; the new one admits', async () => {
    ann.page.on('dialog', (dialog: Dialog) => void dialog.accept());
    await useTool(ann.page, 'revoke-invites');
    const renewed = await until('the host has a new link', async () => {
      const link = await copied(ann, 'copy-invite');
      return link !== invite && link;
    });
    expect(await refusal(invite)).toContain('The host has revoked this invite. Ask for a new link.');
    expect(await ann.player(await ben.id())).toMatchObject({ connected: true });
    const cat = await testBed.open(renewed, 'Cat');
    await cat.reaches('playing');
    await cat.page.context().close();
  });

  test('a player who leaves disappears for the other, and is in the lobby', async () => {
    const id = await ben.id();
    await pageOf(ben, 'leave').click();
    await pageOf(ben, 'lobby').waitFor();
    await until('Ann sees Ben go', async () => !(id in (await ann.state()).players));
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

describe('an expired invite', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { options: ['--invite-hours', '0.0003'] });
  });

  afterAll(() => testBed?.close());

  test('admits nobody, not even to a public room, and the page says so', async () => {
    const { playLink } = await testBed.createRoom();
    const token = new URL(playLink, testBed.url).searchParams.get('token') ?? '';
    const { exp }: { exp: number } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    await until('it has expired', () => Date.now() > (exp + 1) * 1000);
    const guest = await testBed.open(playLink, 'Guest');
    await guest.reaches('denied');
    expect(await pageOf(guest, 'status').textContent()).toContain(
      'This invite has expired. Ask for a new link.',
    );
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
