import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRoomSchema } from '../../../shared/messages.ts';
import { type RecordCommand, type RecordingStatus, recordingListSchema } from '../../../shared/recording.ts';
import { createLog } from '../../log.ts';
import { probe } from '../../recording/probe.fixture.ts';
import { MediaServer } from '../../streaming/media-server.ts';
import { testManifest } from '../../world/world.fixture.ts';
import { joinRoom, type Session, startRecording, startTestApp, tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'worldroom-room-recordings-'));
afterAll(() => rm(folder, { recursive: true }));

/** What a page hears of recordings, and asks for. */
function listening(session: Session) {
  const told: { list: RecordingStatus[] } = { list: [] };
  session.onMessage('recordings', (message) => {
    told.list = recordingListSchema.parse(message).recordings;
  });
  return Object.assign(told, { record: (command: RecordCommand) => session.send('record', command) });
}

describe('in a room', () => {
  const { server, join: enter } = serveRooms({
    maximumRooms: 100,
    maximumRecordings: 64,
    recordingFolder: folder,
  });

  async function hosted() {
    const room = await server().app.lobby.create(createRoomSchema.parse({ name: 'A / room' }));
    const host = await enter(room.id, { name: 'Hal', role: 'host', token: tokenOf(room.hostLink) });
    const ann = await enter(room.id, { name: 'Ann' });
    const sue = await enter(room.id, { name: 'Sue', role: 'spectator' });
    await until('Hal is host', () => host.session.state.host === host.id);
    const pages = [host, ann, sue].map((member) => ({ ...member, ...{ page: listening(member.session) } }));
    return { room, host: pages[0], ann: pages[1], sue: pages[2] };
  }

  test('the host records every view, a player the own one, and whoever watches none', async () => {
    const { host, ann, sue } = await hosted();
    ann.page.record({ command: 'start', view: host.id });
    await until('a refusal', () => ann.heard.notices.length === 1);
    expect(ann.heard.notices[0]).toMatch(/own-view-only/);
    sue.page.record({ command: 'start', view: host.id });
    await until('a refusal', () => sue.heard.notices.length === 1);
    expect(sue.heard.notices[0]).toMatch(/watchers-record-nothing/);
    host.page.record({ command: 'start', view: 'nobody' });
    await until('a refusal', () => host.heard.notices.length === 1);
    expect(host.heard.notices[0]).toMatch(/no-such-view/);

    host.page.record({ command: 'start', view: ann.id });
    await until('everybody is told', () => [host, ann, sue].every(({ page }) => page.list.length === 1));
    expect(sue.page.list[0]).toMatchObject({ view: ann.id, name: 'Ann', by: host.id, state: 'recording' });
    await until('the host has the link', () => host.page.list[0].link !== undefined);
    expect([ann, sue].map(({ page }) => page.list[0].link)).toEqual([undefined, undefined]);

    ann.page.record({ command: 'start', view: ann.id });
    await until('a refusal', () => ann.heard.notices.length === 2);
    expect(ann.heard.notices[1]).toMatch(/view-recorded-already/);
    ann.page.record({ command: 'stop', recording: ann.page.list[0].id });
    await until('a refusal', () => ann.heard.notices.length === 3);
    expect(ann.heard.notices[2]).toMatch(/recording-of-others/);
    // Its stand-in of a stream has no pictures.
    host.page.record({ command: 'stop', recording: host.page.list[0].id });
    await until('it has ended', () => host.page.list[0].state === 'failed');
    expect(host.page.list[0]).toMatchObject({ reason: { code: 'nothing-recorded' } });
    await until('nobody else hears of it', () => [ann, sue].every(({ page }) => page.list.length === 0));
  });

  test('a player saves the last seconds of the own view, once there are some, and whoever watches none', async () => {
    const { ann, sue } = await hosted();
    sue.page.record({ command: 'clip' });
    await until('a refusal', () => sue.heard.notices.length === 1);
    expect(sue.heard.notices[0]).toMatch(/watchers-record-nothing/);
    ann.page.record({ command: 'clip' });
    await until('a refusal', () => ann.heard.notices.length === 1);
    expect(ann.heard.notices[0]).toMatch(/nothing-to-clip/);
    ann.page.record({ command: 'keep', on: true });
    const { streams } = server().media;
    await until('somebody keeps the pictures of Ann', () => streams.some(({ sinks }) => sinks.size > 0));
    ann.page.record({ command: 'keep', on: false });
    await until('nobody keeps them', () => streams.every(({ sinks }) => sinks.size === 0));
  });

  test('as many at once as a room may have, and one who comes later is told of them', async () => {
    const { room, host, ann } = await hosted();
    const ben = await enter(room.id, { name: 'Ben' });
    host.page.record({ command: 'start', view: host.id });
    host.page.record({ command: 'start', view: ann.id });
    host.page.record({ command: 'start', view: ben.id });
    await until('a refusal', () => host.heard.notices.length === 1);
    expect(host.heard.notices[0]).toMatch(/recordings-of-room .*2/);
    const late = await enter(room.id, { name: 'Lea', role: 'spectator' });
    const page = listening(late.session);
    await until('Lea is told', () => page.list.length === 2);
    await ann.session.leave();
    await until('the recording of Ann ends', () => host.page.list.some(({ state }) => state === 'failed'));
    expect(host.page.list.find(({ state }) => state === 'recording')?.view).toBe(host.id);
  });

  test.each([
    [{ command: 'start' }, /record.view/],
    [{ command: 'pause', view: 'x' }, /record.command/],
    [{ command: 'start', view: 'x', path: '/etc' }, /record.path: .*unknown-field/],
    [{ command: 'stop', recording: 'x' }, /no-such-recording/],
    [null, /record/],
  ])('%j is answered by a notice that says what is wrong', async (message, notice) => {
    const { host } = await hosted();
    host.session.send('record', message);
    await until('a notice', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toMatch(notice);
  });
});

describe('with the real encoder', () => {
  let media: MediaServer;
  let server: Awaited<ReturnType<typeof startTestApp>>;

  beforeAll(async () => {
    const logger = createLog({ level: 'silent' });
    media = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 1, logger });
    server = await startTestApp({ recordingFolder: folder }, { media });
  });
  afterAll(async () => {
    await server.app.close();
    await media.close();
  });

  const seconds = 3;

  test('three seconds of a view are a file that plays, is as long as it says, and can be had with its link alone', async () => {
    const room = await server.app.lobby.create(createRoomSchema.parse({ name: 'A / "room"' }));
    const host = await joinRoom(server.url, room.id, {
      role: 'host',
      token: tokenOf(room.hostLink),
      name: 'Hal',
    });
    const page = listening(host.session);
    await until('Hal is host', () => host.session.state.host === host.id);
    await startRecording(host);
    await until('the link', () => page.list[0]?.link !== undefined);
    const early = await fetch(new URL(page.list[0].link ?? '', server.url));
    expect(early.status).toBe(409);
    await until('its length', () => page.list[0].milliseconds >= seconds * 1000);
    page.record({ command: 'stop', recording: page.list[0].id });
    await until('the file', () => page.list[0].state === 'done');
    const { id, link = '', milliseconds, bytes, expires = 0 } = page.list[0];
    expect(expires).toBeGreaterThan(Date.now() + 23 * 3_600_000);

    const answer = await fetch(new URL(link, server.url));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('video/webm');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename=A-room-Hal-[\d-]+\.webm$/,
    );
    const file = join(folder, 'downloaded.webm');
    const body = new Uint8Array(await answer.arrayBuffer());
    await writeFile(file, body);
    expect(body.length).toBe(bytes);
    const part = await fetch(new URL(link, server.url), { headers: { range: 'bytes=0-3' } });
    expect([part.status, Buffer.from(await part.arrayBuffer()).toString('hex')]).toEqual([206, '1a45dfa3']);

    const { width, height, rate } = testManifest.view;
    const found = await probe(file);
    expect(found).toMatchObject({ streams: 2, codec: 'VP8', sound: { codec: 'Opus' }, width, height });
    expect(found.packets[0]).toEqual({ time: 0, keyframe: true });
    expect(Math.abs(found.milliseconds - milliseconds)).toBeLessThan(2000 / rate);
    const last = found.packets.at(-1)?.time ?? 0;
    expect(Math.abs(last + 1000 / rate - milliseconds)).toBeLessThan(2000 / rate);
    expect(found.packets.length).toBeGreaterThan(seconds);

    const other = await server.app.invites.signRecording('a'.repeat(16), 'a.webm', 1);
    for (const [query, status] of [
      ['', 401],
      ['?token=x', 403],
      [`?token=${tokenOf(room.hostLink)}`, 403],
      [`?token=${other}`, 403],
      [`?token=${await server.app.invites.signRecording(id, 'a.webm', -1)}`, 403],
    ] as const) {
      const refused = await fetch(new URL(`/api/recordings/${id}${query}`, server.url));
      expect(refused.status).toBe(status);
      expect(await refused.json()).toMatchObject({ field: 'token' });
    }
    const gone = await fetch(new URL(`/api/recordings/${'a'.repeat(16)}?token=${other}`, server.url));
    expect(gone.status).toBe(404);
    await host.session.leave();
  });

  test('a recording ends whole when its room ends, and its link still gives it', async () => {
    const room = await server.app.lobby.create(createRoomSchema.parse({}));
    const host = await joinRoom(server.url, room.id, { role: 'host', token: tokenOf(room.hostLink) });
    const page = listening(host.session);
    await until('the host', () => host.session.state.host === host.id);
    await startRecording(host);
    await until('pictures', () => (page.list[0]?.milliseconds ?? 0) > 0 && page.list[0]?.link !== undefined);
    const link = new URL(page.list[0].link ?? '', server.url);
    await host.session.leave();
    await until('the file', async () => (await fetch(link)).status === 200);
    const file = join(folder, 'ended.webm');
    await writeFile(file, new Uint8Array(await (await fetch(link)).arrayBuffer()));
    const found = await probe(file);
    expect(found.packets[0].keyframe).toBe(true);
    expect(found.milliseconds).toBeGreaterThan(0);
  });
});
