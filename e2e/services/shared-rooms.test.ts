import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BucketPlace } from '../../server/contracts/store-place.ts';
import { joinRoom, refusal, tokenOf } from '../../server/rooms/room.fixture.ts';
import { neutralAction } from '../../shared/action.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { until } from '../until.ts';
import { Line } from './line.ts';
import { PostgresServer } from './postgres-server.ts';
import { S3Server, s3Keys } from './s3-server.ts';
import { SharedServer } from './shared-server.ts';

/** Milliseconds for which a process is frozen: longer than PostgreSQL waits for a sign of life, 15 s. */
const frozen = 30_000;
const secret = 'a secret that all servers have';

let postgres: PostgresServer;
let s3: S3Server;
let line: Line;
let database: string;
let place: BucketPlace;
const servers: SharedServer[] = [];

beforeAll(async () => {
  [postgres, s3] = await Promise.all([PostgresServer.start(), S3Server.start()]);
  line = await Line.to(s3.port);
});
afterAll(async () => {
  await line.cut();
  await Promise.all([postgres.close(), s3.close()]);
});
beforeEach(async () => {
  database = new URL(await postgres.database()).pathname.slice(1);
  place = await s3.bucket();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.end('SIGKILL');
});

/** A server of the shared stores; its sessions of PostgreSQL have its name. */
async function start(name: string, ...given: string[]): Promise<SharedServer> {
  const rooms = `${postgres.url(database, { password: false })}?application_name=${name}`;
  const blobs = `s3://${place.bucket}/${place.prefix}`;
  const endpoint = `http://127.0.0.1:${line.port}`;
  const server = await SharedServer.start(
    ['--room-store', rooms, '--blob-store', blobs, '--s3-endpoint', endpoint, ...given],
    { ...s3Keys, PGPASSWORD: postgres.password, WORLDROOM_SECRET: secret },
  );
  servers.push(server);
  return server;
}

async function createRoom({ url }: SharedServer) {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Shared', access: 'link', seats: 4 }),
  });
  const { id, hostLink } = createdRoomSchema.parse(await answer.json());
  const host = { role: 'host' as const, token: tokenOf(hostLink), name: 'Ann', visitor: 'browser-a' };
  return { id, host };
}

const query = (text: string) => postgres.query(database, text);
/** The newest tick that is committed. */
const committed = async () =>
  Number((await query('SELECT max(tick) AS tick FROM worldroom.commits'))[0].tick);
const says = (server: SharedServer, words: RegExp) => server.lines.some((text) => words.test(text));
/** Nothing that a server says has a secret in it. */
const expectDiscretion = () => {
  const said = servers.flatMap(({ lines }) => lines).join('\n');
  for (const word of [postgres.password, encodeURIComponent(postgres.password), secret]) {
    expect(said).not.toContain(word);
  }
  for (const word of Object.values(s3Keys)) expect(said).not.toContain(word);
};

test('a room that its server has closed is opened by another one, with everything in it', async () => {
  const first = await start('first', '--idle-room-seconds', '1', '--reconnect-seconds', '1');
  const second = await start('second');
  const { id, host } = await createRoom(first);
  const ann = await joinRoom(first.url, id, host);
  const body = () => ann.session.state.players.get(ann.id);
  const from = { x: body()?.x ?? 0, z: body()?.z ?? 0 };
  let sequence = 0;
  await until('a step', () => {
    ann.session.send('input', { sequence: ++sequence, action: { ...neutralAction, move: 1, turn: 0.3 } });
    return Math.hypot((body()?.x ?? 0) - from.x, (body()?.z ?? 0) - from.z) > 1;
  });
  ann.session.send('input', { sequence: ++sequence, action: neutralAction });
  await until('a commit', async () => (await committed()) > 0);
  const answer = await refusal(joinRoom(second.url, id, host));
  expect(answer).toMatchObject({ message: expect.stringMatching(/Another server has this room open/) });
  const { tick } = ann.session.state;
  await ann.session.leave(true);
  // The first server saves the room when it has been empty for a second.
  const again = await until('the second server', () => joinRoom(second.url, id, host).catch(() => undefined));
  expect(again.session.state.tick).toBeGreaterThanOrEqual(tick);
  expect(again.session.state.host).toBe(again.id);
  expect(await refusal(joinRoom(first.url, id, host))).toMatchObject({
    message: expect.stringMatching(/Another server has this room open/),
  });
  await again.session.leave(true);
  expectDiscretion();
});

test('a server that was frozen for 30 s loses its room, lets go when it wakes, and writes nothing any more', async () => {
  const first = await start('first');
  const second = await start('second');
  const { id, host } = await createRoom(first);
  const ann = await joinRoom(first.url, id, host);
  await until('a commit', async () => (await committed()) > 0);
  // Who writes what from now on.
  await query('CREATE TABLE audit (writer text, token bigint, tick bigint)');
  await query(`CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO audit SELECT current_setting('application_name'), token, NEW.tick FROM worldroom.rooms
    WHERE id = NEW.room; RETURN NEW; END $$`);
  for (const table of ['commits', 'snapshots']) {
    await query(`CREATE TRIGGER audit BEFORE INSERT OR UPDATE ON worldroom.${table}
      FOR EACH ROW EXECUTE FUNCTION audit()`);
  }
  await until('a commit of the first', async () => (await query('SELECT 1 FROM audit')).length > 0);

  first.signal('SIGSTOP');
  const frozenAt = performance.now();
  const before = await committed();
  const bob = await until('the take-over', () =>
    joinRoom(second.url, id, { ...host, visitor: 'browser-b', name: 'Bob' }).catch(() => undefined),
  );
  await until('a commit of the second', async () => (await committed()) > before);
  await pause(Math.max(0, frozen - (performance.now() - frozenAt)));
  expect(await query(`SELECT DISTINCT writer FROM audit WHERE token = 2`)).toEqual([{ writer: 'second' }]);

  first.signal('SIGCONT');
  await until('it lets go', () => says(first, /another server has taken this room over/));
  // 4010 says that the page may come back.
  await until('the end of the connection', () => ann.heard.code === 4010);
  await until('the end of the room', () => says(first, /room ended/));
  const { tick } = bob.session.state;
  await until('more commits', async () => (await committed()) > tick + 12);
  const writers = await query(
    'SELECT writer, token, count(*)::int AS count FROM audit GROUP BY 1, 2 ORDER BY 2',
  );
  expect(writers.map(({ writer, token }) => `${writer} ${token}`)).toEqual(['first 1', 'second 2']);
  // The first server goes on with everything else.
  expect((await fetch(new URL('/health', first.url))).status).toBe(200);
  expect(await refusal(joinRoom(first.url, id, host))).toMatchObject({
    message: expect.stringMatching(/Another server has this room open/),
  });

  // Once the second one closes it, the first may open it again, and has what the second saved.
  const newest = bob.session.state.tick;
  await second.end();
  const back = await until('the first again', () => joinRoom(first.url, id, host).catch(() => undefined));
  expect(back.session.state.tick).toBeGreaterThanOrEqual(newest);
  expect([...back.session.state.players.values()].map(({ name }) => name).sort()).toEqual(['Ann', 'Bob']);
  await back.session.leave(true);
  expectDiscretion();
});

test('a room plays on while PostgreSQL crashes or S3 is away, its host is told, and what was committed stays', async () => {
  const server = await start('first');
  // The first room of a world cannot be stored: its pictures are not there yet.
  await line.cut();
  const { id, host } = await createRoom(server);
  const ann = await joinRoom(server.url, id, host);
  const heard = (code: string) => ann.heard.notices.filter((text) => text.includes(code)).length;
  const plays = async () => {
    const { tick } = ann.session.state;
    await until('play', () => ann.session.state.tick > tick + 12);
  };
  const all = 'SELECT epoch, number, tick, events FROM worldroom.commits ORDER BY number';
  await until('the notice', () => heard('saving-fails') === 1);
  await plays();
  expect(await query('SELECT 1 FROM worldroom.rooms')).toEqual([]);
  await line.mend();
  await until('the end of it', () => heard('saving-works') === 1);
  await until('commits', async () => (await query(all)).length > 3);

  const before = await query(all);
  await postgres.crash();
  await until('the next notice', () => heard('saving-fails') === 2);
  await plays();
  await postgres.resume();
  await until('the end of it', () => heard('saving-works') === 2);
  const after = await query(all);
  expect(after.slice(0, before.length)).toEqual(before);
  const newest = await committed();
  await until('more commits', async () => (await committed()) > newest);
  // No commit is missing and none is there twice.
  const numbers = (await query(all)).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));

  const place = ann.session.state.players.get(ann.id);
  await server.end();
  const again = await start('second');
  const back = await joinRoom(again.url, id, host);
  const now = back.session.state.players.get(back.id);
  expect([now?.x, now?.z, now?.colour]).toEqual([place?.x, place?.z, place?.colour]);
  expectDiscretion();
});

test('a server that cannot use its stores does not start, and says which option and why', async () => {
  const { password } = postgres;
  const blobs = `s3://${place.bucket}/${place.prefix}`;
  const rooms = postgres.url(database, { password: false });
  const environment = { ...s3Keys, PGPASSWORD: password, WORLDROOM_SECRET: secret };
  const failing = async (given: string[], changes: NodeJS.ProcessEnv = {}) => {
    const failure = await SharedServer.start(given, { ...environment, ...changes }).catch(
      (error: unknown) => error,
    );
    if (!(failure instanceof Error)) throw new Error('It started.');
    return failure.message;
  };
  const endpoint = ['--s3-endpoint', s3.endpoint];
  const wrong = await failing(['--room-store', rooms, '--blob-store', blobs, ...endpoint], {
    PGPASSWORD: 'hunter2',
  });
  expect(wrong).toMatch(/--room-store \(postgres:\/\/worldroom@127\.0\.0\.1.*password authentication failed/);
  expect(wrong).toMatch(/PGPASSWORD/);
  expect(wrong).not.toMatch(/hunter2/);
  const nowhere = await failing(['--room-store', rooms, '--blob-store', 's3://nowhere/at-all', ...endpoint]);
  expect(nowhere).toMatch(/--blob-store \(s3:\/\/nowhere\/at-all\/\).*NoSuchBucket/);
  expect(nowhere).toMatch(/s3-region/);
});
