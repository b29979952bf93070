import { describe, expect, test } from 'vitest';
import { type ShownEmote, shownEmoteSchema } from '../../../shared/emote.ts';
import type { JoinOptions } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const { server, join: joinServed } = serveRooms({ maximumRooms: 100 });

async function newRoom(): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;
}

/** Joins, and hears what the others say with and without words. */
async function join(room: string, options: JoinOptions = {}) {
  const joined = await joinServed(room, options);
  const emotes: ShownEmote[] = [];
  const texts: string[] = [];
  joined.session.onMessage('emote', (message) => emotes.push(shownEmoteSchema.parse(message)));
  joined.session.onMessage('chat', (message: { text: string }) => texts.push(message.text));
  return { ...joined, emotes, texts };
}

describe('an emote', () => {
  test('of a player reaches everybody in the room, with who it is', async () => {
    const room = await newRoom();
    const ann = await join(room, { name: 'Ann' });
    const ben = await join(room, { name: 'Ben' });
    const sue = await join(room, { name: 'Sue', role: 'spectator' });
    ann.session.send('emote', { emote: 'wave' });
    for (const { emotes } of [ann, ben, sue]) {
      await until('they see it', () => emotes.length === 1);
      expect(emotes).toEqual([{ id: ann.id, name: 'Ann', host: false, emote: 'wave' }]);
    }
  });

  test('of somebody who watches is refused, and told why', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    sue.session.send('emote', { emote: 'wave' });
    await until('Sue is told', () => sue.heard.notices.length > 0);
    expect(sue.heard.notices[0]).toMatch(/^emote: players-only/);
    sue.session.send('chat', { text: 'hello' });
    await until('Ann hears Sue', () => ann.texts.length === 1);
    expect(ann.emotes).toEqual([]);
  });

  test.each([
    [{ emote: 'rude' }, /emote.emote/],
    [{ emote: 'wave', name: 'Somebody else' }, /emote.name: .*unknown-field/],
  ])('is refused where it is %j, by a notice that names the field', async (message, notice) => {
    const ann = await join(await newRoom());
    ann.session.send('emote', message);
    await until('a notice', () => ann.heard.notices.length > 0);
    expect(ann.heard.notices[0]).toMatch(notice);
    expect(ann.emotes).toEqual([]);
  });

  test('does not flood the room', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const mal = await join(room);
    for (let i = 0; i < 60; i++) mal.session.send('emote', { emote: 'here' });
    await until('Mal is closed', () => mal.heard.code !== 0);
    expect(mal.heard.code).toBe(closeCodes.tooFrequent);
    expect(mal.heard.notices).toContain('emote: too-many-messages {"message":"emote"}');
    expect(ann.emotes.length).toBeGreaterThan(0);
    expect(ann.emotes.length).toBeLessThan(30);
  });
});

describe('between two of whom one blocks the other', () => {
  test('nothing is passed on, either way, until the block is lifted; others hear both', async () => {
    const room = await newRoom();
    const ann = await join(room, { name: 'Ann' });
    const mal = await join(room, { name: 'Mal' });
    const ben = await join(room, { name: 'Ben' });
    ann.session.send('block', { members: [mal.id] });
    ann.session.send('chat', { text: 'from Ann' });
    await until('Ann is heard', () => ben.texts.length === 1);
    mal.session.send('chat', { text: 'from Mal' });
    mal.session.send('emote', { emote: 'here' });
    await until('Mal is heard', () => ben.texts.length === 2 && ben.emotes.length === 1);
    ben.session.send('chat', { text: 'from Ben' });
    await until('Ben is heard', () => [ann, mal].every(({ texts }) => texts.includes('from Ben')));
    expect(ann.texts).toEqual(['from Ann', 'from Ben']);
    expect(mal.texts).toEqual(['from Mal', 'from Ben']);
    expect(ann.emotes).toEqual([]);
    ann.session.send('block', { members: [] });
    ann.session.send('chat', { text: 'well then' });
    await until('Mal hears Ann', () => mal.texts.includes('well then'));
  });

  test('a list that is too long is refused', async () => {
    const ann = await join(await newRoom());
    ann.session.send('block', { members: Array.from({ length: 65 }, (_, i) => `somebody ${i}`) });
    await until('a notice', () => ann.heard.notices.length > 0);
    expect(ann.heard.notices[0]).toMatch(/block.members: malformed .*64/);
  });
});
