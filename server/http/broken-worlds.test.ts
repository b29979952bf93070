import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { apiErrorSchema, uncheckedWorlds } from '../../shared/messages.ts';
import { ValidWorlds } from '../memory/worlds/valid-worlds.ts';
import { WorldCache } from '../memory/worlds/world-cache.ts';
import { WorldThread } from '../memory/worlds/world-thread.ts';
import { loadPack } from '../pack/pack.ts';
import { startTestApp } from '../rooms/room.fixture.ts';

const tiny = join(import.meta.dirname, '../generation/fixtures/pack');
let folder: string;
const opened: (() => Promise<void>)[] = [];

beforeEach(async () => {
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation(() => {});
  }
  folder = await mkdtemp(join(tmpdir(), 'worlds-'));
  await cp(tiny, folder, { recursive: true });
  const file = join(folder, 'pack.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const seeds = ['plain', 'second', 'third'].map((name) => ({ name, title: name }));
  await writeFile(file, JSON.stringify({ ...manifest, seeds }));
  for (const { name } of seeds.slice(1)) await cp(seed('plain'), seed(name), { recursive: true });
});

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  await rm(folder, { recursive: true });
});

const seed = (name: string, file = '') => join(folder, 'seeds', name, file);

/** File of the first keyframe's image or depth. */
async function picture(name: string, kind: 'image' | 'depth'): Promise<string> {
  const { keyframes } = JSON.parse(await readFile(seed(name, 'seed.json'), 'utf8'));
  return seed(name, keyframes[0][kind]);
}

async function halve(file: string): Promise<void> {
  await truncate(file, Math.floor((await stat(file)).size / 2));
}

/** A server as it is when it begins to listen: one world is known to be valid. */
async function listening() {
  const pack = await loadPack(folder, { checksWorlds: false });
  const thread = new WorldThread(pack.manifest);
  opened.push(() => thread.close());
  const offered = await ValidWorlds.open(pack, { thread });
  const failures: string[] = [];
  const worlds = new WorldCache({ pack, thread, bytes: 1e9, failed: (name) => failures.push(name) });
  const server = await startTestApp(
    { maximumRooms: 20 },
    {
      pack: { folder: pack.folder, manifest: pack.manifest, seed: (name) => worlds.open(name) },
      worlds: offered,
    },
  );
  opened.push(() => server.app.close());
  const get = (path: string) => fetch(new URL(path, server.url));
  const create = (world: string) =>
    fetch(new URL('/api/rooms', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world }),
    });
  const listed = async () =>
    ((await (await get('/api/worlds')).json()) as { name: string }[]).map((w) => w.name);
  return { pack, offered, get, create, listed, failures };
}

/** The same server after it has checked all worlds. */
async function start() {
  const server = await listening();
  await server.offered.checkAll();
  return server;
}

/** Ways to break the world `second`, and the file that the message must name. */
const faults: [string, () => Promise<unknown>, RegExp][] = [
  ['whose seed.json is missing', () => rm(seed('second', 'seed.json')), /seed\.json/],
  ['whose seed.json is no JSON', () => writeFile(seed('second', 'seed.json'), '{'), /seed\.json.*JSON/],
  [
    'whose seed.json has a wrong field',
    () => writeFile(seed('second', 'seed.json'), '{"format":9}'),
    /format/,
  ],
  ['whose folder is missing', () => rm(seed('second'), { recursive: true }), /seed\.json/],
  ['of which a picture is missing', async () => rm(await picture('second', 'image')), /webp.*not there/],
  [
    'of which a picture is empty',
    async () => writeFile(await picture('second', 'depth'), ''),
    /png.*decoded/,
  ],
  ['of which a picture ends too early', async () => halve(await picture('second', 'depth')), /png.*decoded/],
  [
    'of which a picture has another size',
    async () =>
      writeFile(
        await picture('second', 'image'),
        await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } })
          .webp()
          .toBuffer(),
      ),
    /10 x 10/,
  ],
  [
    'of which a picture is a link out of the pack',
    async () => {
      const file = await picture('second', 'image');
      await rm(file);
      await symlink('/etc/passwd', file);
    },
    /link that leads out/,
  ],
  [
    'that is a link out of the pack as a whole',
    async () => {
      const outside = join(folder, '..', `${folder.split('/').at(-1)}-outside`);
      await cp(seed('second'), outside, { recursive: true });
      opened.push(() => rm(outside, { recursive: true }));
      await rm(seed('second'), { recursive: true });
      await symlink(outside, seed('second'));
    },
    /link that leads out/,
  ],
];

describe('a world', () => {
  test.each(faults)('%s is left out everywhere, and its file is named', async (_, breaks, named) => {
    await breaks();
    const { offered, get, create, listed } = await start();
    expect(await listed()).toEqual(['plain', 'third']);
    expect(offered.broken.map(({ name }) => name)).toEqual(['second']);
    expect(offered.broken[0].error.message).toMatch(named);
    expect(offered.broken[0].error.remedy).not.toBe('');
    expect((await get('/api/worlds/second/picture')).status).toBe(404);
    const refused = await create('second');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      field: 'world',
      error: expect.stringMatching(/second.*plain, third/),
    });
    expect((await create('plain')).status).toBe(201);
  });

  test.each(faults)('%s is refused before the server has come to check it', async (_, breaks) => {
    await breaks();
    const { offered, get, create, listed } = await listening();
    expect(await listed()).toEqual(['plain']);
    expect((await create('second')).status).toBe(400);
    expect((await get('/api/worlds/second/picture')).status).toBe(404);
    expect(offered.broken.map(({ name }) => name)).toEqual(['second']);
  });

  test('can be had before the server has come to check it, and is listed from then on', async () => {
    const { get, create, listed } = await listening();
    const unchecked = async () => Number((await get('/api/worlds')).headers.get(uncheckedWorlds));
    expect([await listed(), await unchecked()]).toEqual([['plain'], 2]);
    expect((await create('third')).status).toBe(201);
    expect([await listed(), await unchecked()]).toEqual([['plain', 'third'], 1]);
    expect((await get('/api/worlds/second/picture')).status).toBe(200);
    expect([await listed(), await unchecked()]).toEqual([['plain', 'second', 'third'], 0]);
  });

  test('that is the pack’s first and broken is not the one that rooms begin from by default', async () => {
    await rm(await picture('plain', 'image'));
    const { get, listed } = await listening();
    expect(await listed()).toEqual(['second']);
    const answer = await fetch(new URL('/api/rooms', (await get('/live')).url), { method: 'POST' });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ world: 'second' });
  });

  test('with a picture whose valid header precedes broken data is left out', async () => {
    const file = await picture('second', 'image');
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xff, 40));
    await expect(loadPack(folder)).resolves.toMatchObject({ broken: [] });
    const { listed } = await start();
    expect(await listed()).toEqual(['plain', 'third']);
  });

  test.each(faults)('%s while the server runs is rejected by name, without a path', async (_, breaks) => {
    const { get, create, failures } = await start();
    await breaks();
    const answer = await create('second');
    const { error, field } = apiErrorSchema.parse(await answer.json());
    expect([answer.status, field]).toEqual([503, 'world']);
    expect(error).toMatch(/The world "second" cannot be used now: .*Choose another world/);
    expect(error).not.toContain(folder);
    expect(error).not.toMatch(/log/);
    await create('second');
    expect(failures).toEqual(['second']);
    expect((await create('third')).status).toBe(201);
    expect((await get('/api/worlds/third/picture')).status).toBe(200);
  });

  test('that was cached is rejected while a file of it is missing, and works again afterwards', async () => {
    const { create } = await start();
    expect((await create('second')).status).toBe(201);
    const file = await picture('second', 'image');
    const bytes = await readFile(file);
    await rm(file);
    expect((await create('second')).status).toBe(503);
    await writeFile(file, bytes);
    expect((await create('second')).status).toBe(201);
  });

  test('is required: a server without a valid one does not start and names all broken ones', async () => {
    for (const name of ['plain', 'second']) await rm(seed(name, 'seed.json'));
    await halve(await picture('third', 'depth'));
    await expect(listening()).rejects.toThrow(/no world seed that can be used.*plain:.*second:.*third:/s);
  });
});

describe('the picture of a world', () => {
  test('is an image of the size of views, encoded again', async () => {
    const { get, pack } = await start();
    const answer = await get('/api/worlds/plain/picture');
    expect(answer.headers.get('content-type')).toBe('image/webp');
    const bytes = Buffer.from(await answer.arrayBuffer());
    const { width, height } = pack.manifest.view;
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width, height });
    expect(bytes.equals(await readFile(await picture('plain', 'image')))).toBe(false);
  });

  test.each(['/etc/passwd', '../../pack.json', '/dev/zero'])(
    'is never the target of a link to %s',
    async (target) => {
      const { get } = await start();
      const file = await picture('second', 'image');
      await rm(file);
      await symlink(target, file);
      const answer = await get('/api/worlds/second/picture');
      expect(answer.status).toBe(503);
      expect(await answer.text()).toMatch(/The world \\"second\\"/);
    },
  );

  test.each(['../plain', '..%2Fplain', '%00', 'plain%5C..', 'PLAIN'])(
    'does not exist under a name like %s',
    async (name) => {
      const { get } = await start();
      expect((await get(`/api/worlds/${name}/picture`)).status).toBeGreaterThanOrEqual(400);
    },
  );
});

test('built pages never include the target of a link to the outside', async () => {
  const pages = join(folder, 'pages');
  await mkdir(join(pages, 'assets'), { recursive: true });
  await writeFile(join(pages, 'index.html'), '<title>Worldroom</title>');
  await writeFile(join(pages, 'assets/a.js'), 'own');
  await symlink('/etc/passwd', join(pages, 'assets/b.js'));
  await symlink('/etc/passwd', join(pages, 'robots.txt'));
  await symlink('a.js', join(pages, 'assets/c.js'));
  const server = await startTestApp({ clientFolder: pages });
  opened.push(() => server.app.close());
  const get = async (path: string) => {
    const answer = await fetch(new URL(path, server.url), { headers: { accept: 'application/json' } });
    return answer.status === 200 ? answer.text() : answer.status;
  };
  expect(await get('/assets/a.js')).toBe('own');
  expect(await get('/assets/c.js')).toBe('own');
  expect(await get('/assets/b.js')).toBe(404);
  expect(await get('/robots.txt')).toBe(404);
});
