import { describe, expect, test } from 'vitest';
import { type ChatMessage, chatMessageSchema, type JoinOptions } from '../../shared/messages.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { refusal, tokenOf, until } from './room.fixture.ts';
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
      { id: ann.id, name: 'Ann', role: 'player', host: false, text: 'hello <b>you</b>' },
      { id: sue.id, name: 'Sue', role: 'spectator', host: false, text: 'hello Ann' },
    ];
    for (const { chat } of [ann, ben, sue]) {
      await until('both messages', () => chat.length === 2);
      expect(chat).toEqual(both);
    }
    expect(eve.chat).toEqual([]);
  });

  test.each([
    [{ text: 'x'.repeat(201) }, /chat.text: text-fault .*too-long.*200/],
    [{ text: '   ' }, /chat.text: .*empty/],
    [{ text: 'two\nlines' }, /chat.text: .*control/],
    [{ text: '\u200b\u200b' }, /chat.text: .*invisible.*U\+200B/],
    [{ text: 'a\u202eb' }, /chat.text: .*control.*U\+202E/],
    [{ text: '\u3164' }, /chat.text: .*invisible/],
    [{ text: `Z${'\u0335'.repeat(9)}` }, /chat.text: .*too-many-marks.*4/],
    [{ text: 7 }, /chat.text/],
    [{ text: 'hi', name: 'Somebody else' }, /chat.name: .*unknown-field/],
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
    expect(mal.heard.notices.some((text) => /^chat: too-many-messages/.test(text))).toBe(true);
    ann.session.send('chat', { text: 'phew' });
    await until('Ann is heard', () => ann.chat.some(({ id }) => id === ann.id));
    const spam = ann.chat.filter(({ id }) => id === mal.id).map(({ text }) => text);
    expect(spam.slice(0, 5)).toEqual(Array.from({ length: 5 }, (_, i) => `spam ${i}`));
    expect(spam.length).toBeLessThan(30);
  });
});

describe('names in a room', () => {
  test('that look like one that is there are numbered, in the state, the chat and the emotes', async () => {
    const { id: room, hostLink } = await server().app.lobby.create({
      name: 'A room',
      seats: 8,
      access: 'public',
    });
    const host = await join(room, { name: 'Ann', role: 'host', token: tokenOf(hostLink) });
    const upper = await join(room, { name: 'ANN' });
    const cyrillic = await join(room, { name: 'Аnn' });
    const watcher = await join(room, { name: 'ann', role: 'spectator' });
    await until('all are there', () => host.session.state.players.size === 3);
    await until('Sue watches', () => host.session.state.spectators.size === 1);
    const { players, spectators } = host.session.state;
    const names = [...players.values(), ...spectators.values()].map(({ name }) => name);
    expect(names).toEqual(['Ann', 'ANN (2)', 'Аnn (3)', 'ann (4)']);

    const emotes: unknown[] = [];
    host.session.onMessage('emote', (message) => emotes.push(message));
    for (const { session } of [host, upper, cyrillic, watcher]) {
      session.send('chat', { text: 'I am Ann' });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    host.session.send('emote', { emote: 'wave' });
    upper.session.send('emote', { emote: 'wave' });
    await until('all are heard', () => watcher.chat.length === 4 && emotes.length === 2);
    expect(watcher.chat.map(({ name, host }) => [name, host])).toEqual([
      ['Ann', true],
      ['ANN (2)', false],
      ['Аnn (3)', false],
      ['ann (4)', false],
    ]);
    expect(emotes).toMatchObject([
      { name: 'Ann', host: true },
      { name: 'ANN (2)', host: false },
    ]);
  });

  test('are free again when whoever had them has left', async () => {
    const room = await newRoom();
    const first = await join(room, { name: 'Kim' });
    const second = await join(room, { name: 'kim' });
    await until('both', () => second.session.state.players.size === 2);
    await first.session.leave();
    await until('one', () => second.session.state.players.size === 1);
    const third = await join(room, { name: 'Kim' });
    await until('two', () => third.session.state.players.size === 2);
    expect([...third.session.state.players.values()].map(({ name }) => name)).toEqual(['kim (2)', 'Kim']);
  });

  test.each([
    ['A\u200bnn', /invisible/],
    ['\u3164', /invisible/],
    ['A\nB', /control/],
    ['\u202eAnn', /control/],
    ['\u001b[31mAnn', /control/],
    ['Ann 👑', /badge of the host/],
  ])('%j is refused when somebody joins, by the field', async (name, why) => {
    const { code, message } = await refusal(join(await newRoom(), { name }));
    expect(code).toBe(400);
    expect(message).toMatch(/^name: /);
    expect(message).toMatch(why);
  });

  test.each(['A\nB', '\u202eroom', '\u200b', '\u0000', '\u3164', `Z${'\u0335'.repeat(9)}`])(
    '%j is refused as the name of a room, with 400 and the field',
    async (name) => {
      const answer = await fetch(new URL('/api/rooms', server().url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        field: 'name',
        error: expect.stringMatching(/^name: must not/),
      });
    },
  );
});
