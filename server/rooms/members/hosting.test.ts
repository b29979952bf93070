import { describe, expect, test, vi } from 'vitest';
import type { HostRequest } from '../../../shared/messages.ts';
import { hostRequestsSchema, serverMessages } from '../../../shared/messages.ts';
import { type joinRoom, tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { HostRequests } from './host-requests.ts';
import type { Member } from './roster.ts';

const { server, join } = serveRooms({ maximumRooms: 100, reconnectSeconds: 5 });

type Joined = Awaited<ReturnType<typeof joinRoom>>;

/** What a page that is host is shown of those who ask for its role, newest last. */
function questionsOf({ session }: Joined): HostRequest[][] {
  const heard: HostRequest[][] = [];
  session.onMessage(serverMessages.hostRequests, (message) => heard.push(hostRequestsSchema.parse(message)));
  return heard;
}

/** A room with Ann as host, and a way to come in with its host invite. */
async function hosted() {
  const room = await server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' });
  const token = tokenOf(room.hostLink);
  const withInvite = (name: string, visitor?: string) =>
    join(room.id, { role: 'host', token, name, visitor: visitor ?? `browser-${name}` });
  const ann = await withInvite('Ann');
  const questions = questionsOf(ann);
  const { state } = ann.session;
  await until('Ann is host', () => state.host === ann.id);
  return { room, ann, questions, state, withInvite };
}

const asks = (questions: HostRequest[][], id: string) => questions.at(-1)?.some((asked) => asked.id === id);

describe('who comes with the host invite while somebody is host', () => {
  test('plays, and becomes host when the host says so', async () => {
    const { ann, questions, state, withInvite } = await hosted();
    const eve = await withInvite('Eve');
    await until('Ann is asked', () => asks(questions, eve.id) === true);
    expect(questions.at(-1)).toEqual([{ id: eve.id, name: 'Eve' }]);
    expect(state.host).toBe(ann.id);
    await until('Eve plays', () => state.players.has(eve.id));
    expect(eve.heard.invites).toEqual([]);
    await until('Eve is told', () => eve.heard.notices.some((text) => /asked/.test(text)));
    ann.session.send('host', { command: 'handOver', member: eve.id });
    await until('Eve is host', () => state.host === eve.id);
    await until('Eve has the invites', () => eve.heard.invites.length > 0);
    await until('the question is gone from Ann’s page', () => questions.at(-1)?.length === 0);
  });

  test('stays a player when the host refuses, and is not asked about again for a while', async () => {
    const { ann, questions, state, withInvite } = await hosted();
    const eve = await withInvite('Eve');
    await until('Ann is asked', () => asks(questions, eve.id) === true);
    ann.session.send('host', { command: 'refuseHost', member: eve.id });
    await until('Eve is told', () => eve.heard.notices.some((text) => /stays host/.test(text)));
    await until('nothing is open', () => questions.at(-1)?.length === 0);
    const before = questions.length;
    const again = await withInvite('Eve');
    await until('the newcomer is told', () => again.heard.notices.some((text) => /stays host/.test(text)));
    expect(questions.length).toBe(before);
    expect(state.host).toBe(ann.id);
  });

  test('is host at once in the browser of the host, as after loading the page anew', async () => {
    const { questions, state, withInvite } = await hosted();
    const again = await withInvite('Ann');
    await until('the newer page is host', () => state.host === again.id);
    expect(questions.flat()).toEqual([]);
  });

  test('two at once are asked about both, and who leaves is asked about no more', async () => {
    const { ann, questions, state, withInvite } = await hosted();
    const [eve, bob] = await Promise.all([withInvite('Eve'), withInvite('Bob')]);
    await until('both ask', () => questions.at(-1)?.length === 2);
    await eve.session.leave();
    await until('one asks', () => questions.at(-1)?.length === 1);
    expect(asks(questions, bob.id)).toBe(true);
    ann.session.send('host', { command: 'refuseHost', member: eve.id });
    await until('Ann is told', () => ann.heard.notices.some((text) => /asks to be host/.test(text)));
    expect(state.host).toBe(ann.id);
  });

  test('becomes host when the host leaves or drops, before those who have been there longer', async () => {
    for (const end of ['leaves', 'drops'] as const) {
      const { room, ann, questions, withInvite } = await hosted();
      const old = await join(room.id, { name: 'Old' });
      const eve = await withInvite('Eve');
      await until('Ann is asked', () => asks(questions, eve.id) === true);
      if (end === 'leaves') await ann.session.leave();
      else ann.session.connection.close();
      await until(`Eve is host when Ann ${end}`, () => old.session.state.host === eve.id);
    }
  });

  test('is kicked like anybody else, and the question goes with it', async () => {
    const { ann, questions, withInvite } = await hosted();
    const eve = await withInvite('Eve');
    await until('Ann is asked', () => asks(questions, eve.id) === true);
    ann.session.send('host', { command: 'kick', member: eve.id });
    await until('nothing is open', () => questions.at(-1)?.length === 0);
  });

  test('a player without the invite cannot refuse for the host', async () => {
    const { room, questions, state, ann, withInvite } = await hosted();
    const bob = await join(room.id, { name: 'Bob' });
    const eve = await withInvite('Eve');
    await until('Ann is asked', () => asks(questions, eve.id) === true);
    bob.session.send('host', { command: 'refuseHost', member: eve.id });
    await until('Bob is refused', () => bob.heard.notices.some((text) => /only the host/.test(text)));
    expect(asks(questions, eve.id)).toBe(true);
    expect(state.host).toBe(ann.id);
  });
});

describe('questions about the host role', () => {
  const member = (id: string, visitor?: string) =>
    ({ id, name: id, visitor, connected: true }) as unknown as Member;

  test('are refused when nobody answers, and bounded', () => {
    vi.useFakeTimers();
    try {
      const outcomes: string[] = [];
      const shown: number[] = [];
      const requests = new HostRequests({
        show: (open) => shown.push(open.length),
        tell: ({ id }, outcome) => outcomes.push(`${id} ${outcome}`),
      });
      for (let i = 0; i < 6; i++) requests.ask(member(`m${i}`));
      expect(shown.at(-1)).toBe(4);
      expect(outcomes.filter((text) => text.endsWith('refused'))).toEqual(['m4 refused', 'm5 refused']);
      vi.advanceTimersByTime(31_000);
      expect(outcomes.filter((text) => text.endsWith('unanswered'))).toHaveLength(4);
      expect(shown.at(-1)).toBe(0);
      requests.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
