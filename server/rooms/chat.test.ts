import { describe, expect, test } from 'vitest';
import { type ChatMessage, chatMessageSchema, closeCodes, type JoinOptions } from '../../shared/messages.ts';
import { until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { server, join: joinServed } = serveRooms({ maximumRooms: 100 });

async function newRoom(): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;
}

/** Joins, and hears what people write. */
async function join(room: string, options: JoinOptions = {}) {
  const joined = await joinServed(room, options);
  const chat: ChatMessage[] = [];
  joined.session.onMessage('chat', (message) => chat.push(chatMessageSchema.parse(message)));
  return { ...joined, chat };
}

describe('what somebody writes', () => {
  test('reaches everybody in the room, with who wrote it, and nobody in another', async () => {
    const room = await newRoom();
    const ann = await join(room, { name: 'Ann' });
    const ben = await join(room, { name: 'Ben' });
    const sue = await join(room, { name: 'Sue', role: 'spectator' });
    const eve = await join(await newRoom(), { name: 'Eve' });
    ann.session.send('chat', { text: '  hello <b>you</b>  ' });
    await until('Sue hears Ann', () => sue.chat.length === 1);
    sue.session.send('chat', { text: 'hello Ann' });
    const both = [
      { id: ann.id, name: 'Ann', role: 'player', text: 'hello <b>you</b>' },
      { id: sue.id, name: 'Sue', role: 'spectator', text: 'hello Ann' },
    ];
    for (const { chat } of [ann, ben, sue]) {
      await until('both messages', () => chat.length === 2);
      expect(chat).toEqual(both);
    }
    expect(eve.chat).toEqual([]);
  });

  test.each([
    [{ text: 'x'.repeat(201) }, /chat text: must be at most 200/],
    [{ text: '   ' }, /chat text: must not be empty/],
    [{ text: 'two\nlines' }, /chat text: must not contain control characters/],
    [{ text: 7 }, /chat text/],
    [{ text: 'hi', name: 'Somebody else' }, /chat name: is not known/],
  ])('is refused where it is %j, by a notice that names the field', async (message, notice) => {
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    ann.session.send('chat', message);
    await until('a notice', () => ann.heard.notices.length > 0);
    expect(ann.heard.notices[0]).toMatch(notice);
    ann.session.send('chat', { text: 'well then' });
    await until('the next message', () => ben.chat.length > 0);
    expect(ben.chat.map(({ text }) => text)).toEqual(['well then']);
  });

  test('does not flood the room: who goes on is closed, and is not muted before', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const mal = await join(room);
    for (let i = 0; i < 60; i++) mal.session.send('chat', { text: `spam ${i}` });
    await until('Mal is closed', () => mal.heard.code !== 0);
    expect(mal.heard.code).toBe(closeCodes.tooFrequent);
    expect(mal.heard.notices.some((text) => /chat: .*too often/.test(text))).toBe(true);
    ann.session.send('chat', { text: 'phew' });
    await until('Ann is heard', () => ann.chat.some(({ id }) => id === ann.id));
    const spam = ann.chat.filter(({ id }) => id === mal.id).map(({ text }) => text);
    expect(spam.slice(0, 5)).toEqual(Array.from({ length: 5 }, (_, i) => `spam ${i}`));
    expect(spam.length).toBeLessThan(30);
  });
});
