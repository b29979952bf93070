import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';

describe('names and keys', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });

  afterAll(() => testBed?.close());

  test('names that look alike are numbered, and the host has a badge wherever the name stands', async () => {
    const { hostLink, playLink } = await testBed.createRoom();
    const host = await testBed.open(hostLink, 'Ann', { recorded: false });
    await host.reaches('playing');
    const other = await testBed.open(playLink, 'АNN', { recorded: false }); // A Cyrillic А.
    await other.reaches('playing');
    const { page } = other;

    const list = page.getByTestId('player-list');
    const row = (name: string) => list.getByTestId('player').filter({ hasText: name });
    expect(await row('АNN (2)').getByTestId('host-badge').count()).toBe(0);
    expect(await row('Ann').getByTestId('host').count()).toBe(1);

    const label = page.locator('.name-label', { hasText: 'Ann' });
    await until('the name over the head', () => label.isVisible());
    expect(await label.getByTestId('host-badge').isVisible()).toBe(true);
    const otherLabel = host.page.locator('.name-label', { hasText: 'АNN (2)' });
    await until('the name over the other head', () => otherLabel.isVisible());
    expect(await otherLabel.getByTestId('host-badge').isVisible()).toBe(false);

    for (const who of [host, other]) {
      await who.page.getByTestId('toggle-chat').dispatchEvent('click');
      await who.page.getByTestId('chat-field').fill('I am the host');
      await who.page.keyboard.press('Enter');
    }
    const lines = page.getByTestId('chat-line');
    await until('both lines', async () => (await lines.count()) === 2);
    const line = (name: string) => lines.filter({ has: page.locator('.chat-sender', { hasText: name }) });
    expect(await line('Ann').getByTestId('host-badge').count()).toBe(1);
    expect(await line('АNN (2)').getByTestId('host-badge').count()).toBe(0);

    await host.page.keyboard.press('Digit1');
    const toast = page.locator('.toast', { hasText: 'Ann waves' });
    await until('the wave', () => toast.isVisible());
    expect(await toast.getByTestId('host-badge').count()).toBe(1);
    await page.keyboard.press('Digit1');
    const own = host.page.locator('.toast', { hasText: 'АNN (2) waves' });
    await until('the other wave', () => own.isVisible());
    expect(await own.getByTestId('host-badge').count()).toBe(0);
    await host.page.context().close();
    await page.context().close();
  });

  test('invisible names and messages are refused where they are typed, with the reason', async () => {
    const lobby = await testBed.open('/', '', { recorded: false });
    const field = lobby.page.getByTestId('player-name');
    for (const [name, why] of [
      ['A\u200bnn', /invisible characters.*U\+200B.*remove/],
      ['Ann\u202e', /control characters.*U\+202E/],
      ['👑', /crown/],
      ['x'.repeat(25), /at most 24/],
    ] as const) {
      await field.fill(name);
      expect(await lobby.page.getByTestId('name-fault').textContent()).toMatch(why);
    }
    await field.fill('Zoë 👩‍🚀');
    expect(await lobby.page.getByTestId('name-fault').isVisible()).toBe(false);
    await lobby.page.getByTestId('room-name').fill('\u3164');
    await until('the worlds are there', () => lobby.page.locator('.world').first().isVisible());
    await lobby.page.getByTestId('create-room').click();
    await until('the reason', async () =>
      (await lobby.page.getByTestId('create-error').textContent())?.includes(
        'name: must not contain invisible',
      ),
    );
    await lobby.page.getByTestId('room-name').fill('');
    await lobby.page.getByTestId('create-room').click();
    await lobby.reaches('playing');
    await lobby.page.getByTestId('toggle-chat').dispatchEvent('click');
    await lobby.page.getByTestId('chat-field').fill('a\u200bb');
    await lobby.page.keyboard.press('Enter');
    const toast = lobby.page.locator('.toast', { hasText: 'invisible characters' });
    await until('the notice', () => toast.isVisible());
    expect(await lobby.page.getByTestId('chat-field').inputValue()).toBe('a\u200bb');
    await lobby.page.context().close();
  });

  test('labels of keys are the legends of the person’s own keyboard', async () => {
    const { playLink } = await testBed.createRoom();
    const french = await testBed.open(playLink, 'Fran', {
      recorded: false,
      script: () => {
        const azerty = new Map([
          ...([
            ['KeyW', 'z'],
            ['KeyA', 'q'],
            ['KeyQ', 'a'],
            ['KeyZ', 'w'],
            ['KeyM', ','],
          ] as const),
          ...([
            ['KeyS', 's'],
            ['KeyD', 'd'],
            ['KeyE', 'e'],
            ['Semicolon', 'm'],
            ['Digit1', '&'],
          ] as const),
        ]);
        Object.defineProperty(navigator, 'keyboard', { value: { getLayoutMap: async () => azerty } });
      },
    });
    await french.reaches('playing');
    const key = (page: typeof french.page, slot: string) =>
      page.locator(`[data-slot="${slot}"]`).first().textContent();
    await french.page.getByTestId('toggle-help').dispatchEvent('click');
    expect(await key(french.page, 'move+')).toBe('Z');
    expect(await key(french.page, 'strafe-')).toBe('Q');
    await french.page.keyboard.press('Escape');
    const prompt = french.page.getByTestId('crosshair-prompts');
    await prompt.waitFor({ state: 'attached' });
    expect(await prompt.textContent()).not.toContain('Place a block');
    // Who builds is told how to go on.
    await french.page.keyboard.press('KeyR');
    await until('the prompt', async () => (await prompt.locator('kbd').count()) > 0);
    expect(await prompt.locator('kbd').allTextContents()).toContain('A');
    expect(await french.page.getByTestId('toggle-sound').getAttribute('title')).toContain('(,)');
    await french.page.context().close();

    const learns = await testBed.open(playLink, 'Lea', {
      recorded: false,
      script: () => Reflect.deleteProperty(Navigator.prototype, 'keyboard'),
    });
    await learns.reaches('playing');
    await learns.page.getByTestId('toggle-help').dispatchEvent('click');
    expect(await key(learns.page, 'move+')).toBe('W');
    await learns.page.evaluate(() => {
      for (const type of ['keydown', 'keyup']) {
        window.dispatchEvent(new KeyboardEvent(type, { code: 'KeyW', key: 'z', bubbles: true }));
      }
    });
    expect(await key(learns.page, 'move+')).toBe('Z');
    await learns.page.reload();
    await learns.reaches('playing');
    await learns.page.getByTestId('toggle-help').dispatchEvent('click');
    expect(await key(learns.page, 'move+')).toBe('Z');
    // Rebound with the key that is labelled M on this keyboard.
    await learns.page.locator('[data-slot="move+"]').first().click();
    await learns.page.evaluate(() => {
      for (const type of ['keydown', 'keyup']) {
        window.dispatchEvent(new KeyboardEvent(type, { code: 'Semicolon', key: 'm', bubbles: true }));
      }
    });
    await until('it is said', async () =>
      (await learns.page.getByTestId('help-message').textContent())?.startsWith('M is now'),
    );
    await learns.page.context().close();
  });

  test('no page or server reported an unexpected error', () => {
    // The refused name of the room is an answer with 400, which Chromium logs.
    expect(testBed.pageErrors.filter((error) => !/status of 400/.test(error))).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
