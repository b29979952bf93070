import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createdRoomSchema } from '../../../shared/messages.ts';
import { joinRoom, startTestApp } from '../../rooms/room.fixture.ts';
import { relativeBase } from './base-path.ts';

test('the relative path to the base leads there from any page', () => {
  const part = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(part), fc.array(part), fc.boolean(), (base, page, slash) => {
      const prefix = `/${base.map((name) => `${name}/`).join('')}`;
      const path = `/${page.join('/')}${slash && page.length > 0 ? '/' : ''}`;
      const { pathname } = new URL(relativeBase(path), `http://localhost${prefix}${path.slice(1)}`);
      return pathname === prefix;
    }),
  );
});

describe('below /worldroom/', () => {
  let server: Awaited<ReturnType<typeof startTestApp>>;
  beforeAll(async () => {
    const clientFolder = mkdtempSync(join(tmpdir(), 'worldroom-pages-'));
    writeFileSync(
      join(clientFolder, 'index.html'),
      '<head><base href="./" /></head><title>Worldroom</title>',
    );
    server = await startTestApp({
      basePath: '/worldroom/',
      clientFolder,
      adminToken: 'a token of this test',
    });
  });
  afterAll(() => server.app.close());

  const get = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, server.url), { headers: { accept: 'text/html' }, ...init });

  test('the printed address has the prefix', () => {
    expect(server.url).toMatch(/\/worldroom\/$/);
  });

  test.each([
    ['/', './'],
    ['/play/abc', '../'],
    ['/host/abc/', '../../'],
    ['/admin', './'],
    ['/no/such/page', '../../'],
  ])(
    '%s is a page with a working base path, whether or not a proxy removes the prefix',
    async (path, base) => {
      for (const prefix of ['/worldroom', '']) {
        const answer = await get(`${prefix}${path}`);
        expect(answer.status).toBe(path === '/no/such/page' ? 404 : 200);
        const page = await answer.text();
        expect(page).toContain(`<base href="${base}" data-base-path="/worldroom/" />`);
        if (path === '/') expect(page).toMatch(/og:image" content="[^"]*\/worldroom\/api\/worlds\//);
        expect(answer.headers.get('content-security-policy')).toContain("base-uri 'self'");
      }
    },
  );

  test('the prefix without its slash redirects', async () => {
    const answer = await get('/worldroom?mode=wall', { redirect: 'manual' });
    expect(answer.status).toBe(308);
    expect(answer.headers.get('location')).toBe('/worldroom/?mode=wall');
  });

  test('a path that only starts with the same letters is not below the prefix', async () => {
    expect((await get('/worldroomy/api/pack')).status).toBe(404);
  });

  test('paths in answers start with the prefix and exist', async () => {
    const room = createdRoomSchema.parse(
      await (await fetch(new URL('api/rooms', server.url), { method: 'POST' })).json(),
    );
    for (const link of [room.playLink, room.watchLink, room.hostLink, room.exportLink]) {
      expect(link).toMatch(/^\/worldroom\//);
    }
    expect((await get(room.playLink)).status).toBe(200);
    const worlds: unknown = await (await get('/worldroom/api/worlds')).json();
    expect(worlds).toMatchObject([{ picture: '/worldroom/api/worlds/yard/picture' }, {}]);
  });

  test('rooms can be joined below the prefix', async () => {
    const room = await server.app.lobby.create({ name: 'A room', seats: 2, access: 'public' });
    for (const url of [server.url, new URL('/', server.url).href]) {
      const ann = await joinRoom(url, room.id);
      expect(ann.session.state.tick).toBeGreaterThanOrEqual(0);
      await ann.session.leave();
    }
  });
});

test('a public URL with a path implies the prefix', async () => {
  const { app, url } = await startTestApp({ publicUrl: 'https://play.example/games/worldroom/' });
  expect(new URL(url).pathname).toBe('/games/worldroom/');
  await app.close();
});
