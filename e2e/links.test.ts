import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from './stage.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('links with invites', () => {
  let stage: Stage;
  let room: Awaited<ReturnType<Stage['createRoom']>>;
  let ann: Visitor;
  const tokens: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    stage = await openStage();
    room = await stage.createRoom({ access: 'link' });
    for (const link of [room.hostLink, room.playLink, room.watchLink])
      tokens.push(new URL(link, stage.url).searchParams.get('token') ?? '');
    ann = await stage.open(`/host/${room.id}#token=${tokens[0]}`, 'Ann');
    ann.page.on('request', (request) => {
      requested.push(request.url(), ...Object.values(request.headers()));
    });
    await ann.reaches('playing');
  });

  afterAll(() => stage?.close());

  const addressOf = (visitor: Visitor) => visitor.page.evaluate(() => location.href);

  test('leave the address bar at once, and loading the page anew finds them again', async () => {
    expect(await addressOf(ann)).toBe(new URL(`/host/${room.id}`, stage.url).href);
    await ann.page.reload();
    await ann.reaches('playing');
    expect(await addressOf(ann)).toBe(new URL(`/host/${room.id}`, stage.url).href);
    const sue = await stage.open(`${room.watchLink}&mode=follow`, 'Sue');
    await sue.reaches('playing');
    expect(await addressOf(sue)).toBe(new URL(`/watch/${room.id}?mode=follow`, stage.url).href);
    await sue.page.context().close();
  });

  test('a host link opened elsewhere asks the host, who says no and then yes', async () => {
    const eve = await stage.open(room.hostLink, 'Eve');
    await eve.reaches('playing');
    const question = ann.page.getByTestId('host-requests');
    await question.getByText('Eve has the host link').waitFor();
    await ann.page.getByTestId('refuse-host').click();
    await eve.page.getByText('The host stays host').waitFor();
    expect((await ann.state()).host).toBe(await ann.id());
    await eve.page.context().close();
    const bob = await stage.open(room.hostLink, 'Bob');
    await bob.reaches('playing');
    await question.getByText('Bob has the host link').waitFor();
    await ann.page.getByTestId('allow-host').click();
    await until('Bob is host', async () => (await bob.state()).host === (await bob.id()));
    await bob.page.context().close();
    await until('Ann is host again', async () => (await ann.state()).host === (await ann.id()));
  });

  test('are shown with a QR code, say that they work here only, and are hidden from streams', async () => {
    await ann.page.getByTestId('toggle-invite').click();
    const shown = ann.page.getByTestId('play-link');
    expect(await shown.textContent()).toMatch(/#token=/);
    expect(await ann.page.getByTestId('qr-code').getAttribute('src')).toContain('data:image/svg+xml');
    expect(await ann.page.getByTestId('local-only').isVisible()).toBe(true);
    await ann.page.getByTestId('hide-links').check();
    expect(await shown.textContent()).not.toContain('token');
    expect(await ann.page.getByTestId('qr-code').count()).toBe(0);
    await ann.page.getByTestId('close-invite').click();
  });

  test('are nowhere but in the page: no request, title or log line has one', async () => {
    const link = new URL(room.playLink, stage.url);
    expect(await ann.page.title()).not.toContain('token');
    for (const token of tokens.filter((token) => token !== link.searchParams.get('token'))) {
      expect(requested.filter((text) => text.includes(token))).toEqual([]);
    }
    for (const token of tokens) {
      expect(stage.serverLog().filter((line) => line.includes(token))).toEqual([]);
      expect(await ann.page.title()).not.toContain(token);
    }
  });

  test('nothing went wrong unseen', () => {
    expect(stage.pageErrors).toEqual([]);
    expect(stage.serverErrors()).toEqual([]);
  });
});
