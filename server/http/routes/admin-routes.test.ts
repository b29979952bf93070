import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminReportSchema, adminSessionSchema } from '../../../shared/admin.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { createLog } from '../../log.ts';
import { RecentLog } from '../../recent-log.ts';
import { until } from '../../rooms/room.fixture.ts';
import { serveRooms } from '../../rooms/room-server.fixture.ts';

const adminToken = 'a token of this test';
const clientFolder = mkdtempSync(join(tmpdir(), 'worldroom-admin-'));
writeFileSync(join(clientFolder, 'index.html'), '<title>Worldroom</title>');
const recent = new RecentLog();
const destination = { write: () => {} };
const log = createLog({ level: 'info', pretty: false, destination, recent });

describe('with a token', () => {
  const { server, join: enter } = serveRooms(
    { adminToken, clientFolder, maximumRooms: 100 },
    { recent, log },
  );
  let session: string;

  const ask = (path: string, method = 'GET', authorization: string | undefined = `Bearer ${session}`) =>
    fetch(new URL(path, server().url), { method, headers: authorization ? { authorization } : {} });
  const login = (body: unknown) =>
    fetch(new URL('/api/admin/session', server().url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const report = async () => adminReportSchema.parse(await (await ask('/api/admin/report')).json());

  beforeAll(async () => {
    const answer = await login({ token: adminToken });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('set-cookie')).toBeNull();
    ({ session } = adminSessionSchema.parse(await answer.json()));
  });

  test('serves the page without caching', async () => {
    const page = await ask('/admin', 'GET', '');
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await page.text()).toContain('<title>Worldroom');
  });

  test.each([
    [{}, 400],
    [{ token: 5 }, 400],
    [{ token: adminToken, more: true }, 400],
    [{ token: 'wrong' }, 403],
  ])('%j opens no session', async (body, status) => {
    const answer = await login(body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(await answer.json())).not.toContain(adminToken);
  });

  test.each([
    ['GET', '/api/admin/report'],
    ['DELETE', '/api/admin/rooms/x'],
    ['DELETE', '/api/admin/rooms/x/members/y'],
    ['DELETE', '/api/admin/recordings/z'],
  ])('%s %s requires a session and reports what is missing', async (method, path) => {
    for (const authorization of ['', `Bearer ${adminToken}`, 'Bearer x.y.z']) {
      expect((await ask(path, method, authorization)).status).toBe(401);
    }
    const answer = await ask(path, method);
    expect(answer.status).toBe(method === 'GET' ? 200 : 404);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('reports rooms, members, load and log, and no secret', async () => {
    const room = await server().app.lobby.create(createRoomSchema.parse({ name: 'Ours', access: 'link' }));
    const token = new URL(room.hostLink, server().url).searchParams.get('token') ?? '';
    const host = await enter(room.id, { name: 'Hal', role: 'host', token });
    await until('the host', () => host.session.state.host === host.id);
    await until('the load', async () => (await report()).load !== undefined);
    const summary = await report();
    const ours = summary.rooms.find(({ id }) => id === room.id);
    expect(ours).toMatchObject({ name: 'Ours', access: 'link', players: 1 });
    expect(ours?.members).toEqual([
      { id: host.id, name: 'Hal', role: 'player', waiting: false, connected: true, host: true },
    ]);
    expect(summary.log.some(({ text, detail }) => text === 'joined' && detail.includes(room.id))).toBe(true);
    expect(JSON.stringify(summary)).not.toMatch(new RegExp(`${adminToken}|eyJ|${token.slice(-20)}`));
  });

  test('removes a member and closes a room', async () => {
    const room = await server().app.lobby.create(createRoomSchema.parse({}));
    const ann = await enter(room.id, { name: 'Ann' });
    const ben = await enter(room.id, { name: 'Ben' });
    expect((await ask(`/api/admin/rooms/${room.id}/members/${ann.id}`, 'DELETE')).status).toBe(204);
    await until('Ann is out', () => ann.heard.code === closeCodes.kicked);
    await until('Ben is alone', () => ben.session.state.players.size === 1);
    expect((await ask(`/api/admin/rooms/${room.id}/members/${ann.id}`, 'DELETE')).status).toBe(404);
    expect((await ask(`/api/admin/rooms/${room.id}`, 'DELETE')).status).toBe(204);
    await until('Ben is out', () => ben.heard.code === closeCodes.roomGone);
    await until('the room is gone', async () => (await report()).rooms.every(({ id }) => id !== room.id));
    expect((await ask(`/api/admin/rooms/${room.id}`, 'DELETE')).status).toBe(404);
  });

  test('rejects requests of other sites', async () => {
    const headers = { authorization: `Bearer ${session}`, origin: 'https://elsewhere.example' };
    const answer = await fetch(new URL('/api/admin/rooms/x', server().url), { method: 'DELETE', headers });
    expect(answer.status).toBe(403);
  });
});

describe('without a token', () => {
  const lines: string[] = [];
  const offLog = createLog({
    level: 'info',
    pretty: false,
    destination: { write: (line) => void lines.push(line) },
  });
  const { server } = serveRooms({ clientFolder }, { log: offLog });
  afterAll(() => {
    expect(lines.filter((line) => line.includes('WORLDROOM_ADMIN_TOKEN')).length).toBe(1);
  });

  test.each([
    ['GET', '/admin'],
    ['POST', '/api/admin/session'],
    ['GET', '/api/admin/report'],
    ['DELETE', '/api/admin/rooms/x'],
  ])('%s %s does not exist', async (method, path) => {
    const answer = await fetch(new URL(path, server().url), { method });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
