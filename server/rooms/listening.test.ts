import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRoomSchema } from '../../shared/messages.ts';
import { noticeSchema } from '../../shared/notices/notice.ts';
import { lineOf, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const answerSchema = z.object({ id: z.int(), error: noticeSchema.optional() });

describe('listening', () => {
  const { server, join } = serveRooms();

  async function openRoom(): Promise<string> {
    const { app } = server();
    return (await app.lobby.create(createRoomSchema.parse({}))).id;
  }

  type Joined = Awaited<ReturnType<typeof join>>;
  let nextId = 0;

  /** What the room answers to a request; undefined where it granted it. */
  async function refusalOf({ session, heard }: Joined, request: object): Promise<string | undefined> {
    const id = nextId++;
    session.send('media', { id, ...request });
    const answer = () => heard.media.map((each) => answerSchema.parse(each)).find((each) => each.id === id);
    await until('the answer', () => answer() !== undefined);
    const error = answer()?.error;
    return error && lineOf(error);
  }

  const listen = (view: string) => ({ method: 'listen', view, rtpCapabilities: {} });

  test('costs nothing until somebody asks, and one stream a view then', async () => {
    const { media } = server();
    const before = media.sounds.length;
    const room = await openRoom();
    const ann = await join(room, { name: 'Ann' });
    const sue = await join(room, { name: 'Sue', role: 'spectator' });
    await until('ticks', () => ann.session.state.tick > 5);
    expect(media.sounds).toHaveLength(before);
    expect(await refusalOf(ann, listen(ann.id))).toBeUndefined();
    expect(await refusalOf(sue, listen(ann.id))).toBeUndefined();
    expect(media.sounds).toHaveLength(before + 1);
    const stream = media.sounds[before];
    await until('moments', () => stream.moments.length > 3);
    await ann.session.leave();
    await until('the end of the sound', () => stream.closed);
  });

  test('is for views of the own room alone', async () => {
    const ann = await join(await openRoom(), { name: 'Ann' });
    const eve = await join(await openRoom(), { name: 'Eve' });
    expect(await refusalOf(eve, listen(ann.id))).toContain('view-gone');
  });

  test('is checked: the field that is wrong is named, and the room goes on', async () => {
    const ann = await join(await openRoom(), { name: 'Ann' });
    expect(await refusalOf(ann, { method: 'listen', rtpCapabilities: {} })).toContain('view');
    expect(await refusalOf(ann, { ...listen(ann.id), rtpCapabilities: 3 })).toContain('rtpCapabilities');
    expect(await refusalOf(ann, { ...listen(ann.id), loud: true })).toBeDefined();
    expect(await refusalOf(ann, listen(ann.id))).toBeUndefined();
  });

  test('is limited in rate', async () => {
    const ann = await join(await openRoom(), { name: 'Ann' });
    for (let i = 0; i < 150; i++) ann.session.send('media', { id: nextId++, ...listen(ann.id) });
    await until('a refusal', () =>
      ann.heard.media.some((each) => answerSchema.parse(each).error?.code === 'too-many-messages'),
    );
  });
});
