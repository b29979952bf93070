import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createdRoomSchema } from '../../../shared/messages.ts';
import { sceneSeed } from '../../exchange/capture.fixture.ts';
import { readCapture } from '../../exchange/capture.ts';
import { downloadWorld, exportLink } from '../../exchange/room-download.ts';
import { startTestApp } from '../../rooms/room.fixture.ts';
import { testManifest } from '../../world/world.fixture.ts';

const secret = 'a secret of this test';
const world = sceneSeed(testManifest.view);
let server: Awaited<ReturnType<typeof startTestApp>>;
let folder: string;

beforeAll(async () => {
  const pack = { folder: '', manifest: testManifest, seed: async () => world };
  server = await startTestApp({ secret }, { pack });
  folder = await mkdtemp(join(tmpdir(), 'room-export-'));
});
afterAll(async () => {
  await server.app.close();
  await rm(folder, { recursive: true });
});

async function open() {
  const answer = await fetch(new URL('/api/rooms', server.url), { method: 'POST' });
  return createdRoomSchema.parse(await answer.json());
}

describe("a room's world", () => {
  test('is sent to the creator of the room, by its export link', async () => {
    const { exportLink: path } = await open();
    const target = join(folder, 'linked');
    const files = await downloadWorld(new URL(path, server.url), target);
    expect(files).toBe(2 * 4 + 2);
    const { frames, world: worldFields } = await readCapture(target);
    expect(frames).toHaveLength(2);
    expect(worldFields).toEqual({
      title: world.title,
      source: world.source,
      spawns: world.spawns,
      entities: [],
      controls: world.controls,
      asked: world.controls,
    });
  });

  test('is sent for a link with its token in the fragment, or below a base path', async () => {
    const { exportLink: path } = await open();
    const { pathname, searchParams } = new URL(path, server.url);
    const token = searchParams.get('token') ?? '';
    const whole = await exportLink({ room: new URL(`${pathname}#token=${token}`, server.url).href });
    expect(whole.href).toBe(new URL(path, server.url).href);
    const below = await exportLink({ room: 'abc', server: 'https://play.example/worldroom', token });
    expect(below.pathname).toBe('/worldroom/api/rooms/abc/world');
  });

  test('is sent to a holder of the server’s secret', async () => {
    const { id } = await open();
    const link = await exportLink({ room: id, server: server.url, secret });
    await downloadWorld(link, join(folder, 'signed'));
    expect(await readdir(join(folder, 'signed'))).toContain('points.ply');
  });

  test('is sent to nobody else', async () => {
    const room = await open();
    const other = await open();
    const token = (path: string) => new URL(path, server.url).searchParams.get('token') ?? '';
    const ask = (id: string, query: string) => fetch(new URL(`/api/rooms/${id}/world${query}`, server.url));
    const forged = await exportLink({
      room: room.id,
      server: server.url,
      secret: 'another secret altogether',
    });
    for (const [query, status] of [
      ['', 401],
      ['?token=a&token=b', 401],
      ['?token=x', 403],
      [`?token=${token(room.playLink)}`, 403],
      [`?token=${token(other.exportLink)}`, 403],
      [forged.search, 403],
    ] as const) {
      const answer = await ask(room.id, query);
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ field: 'token', error: expect.any(String) });
    }
    const gone = await exportLink({ room: 'gone', server: server.url, secret });
    await expect(downloadWorld(gone, folder)).rejects.toThrow(/404.*does not exist/);
  });

  test('gives the holder of its token no right to join', async () => {
    const { id, exportLink: path } = await open();
    const token = new URL(path, server.url).searchParams.get('token') ?? '';
    await expect(server.app.invites.verify(token, id)).rejects.toThrow(/link-unknown/);
  });

  test('is sent at a limited rate', async () => {
    const { exportLink: path } = await open();
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(new URL(path, server.url))));
    const busy = answers.filter(({ status }) => status === 429);
    expect(busy.length).toBeGreaterThan(1);
    expect(busy[0].headers.get('retry-after')).toBe('10');
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });
});
