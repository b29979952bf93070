import { describe, expect, test, vi } from 'vitest';
import { createRoomSchema } from '../../../shared/messages.ts';
import { tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { HostClaims } from './host-claims.ts';
import { memberOf } from './member.fixture.ts';

const { server, join } = serveRooms({ maximumRooms: 50, reconnectSeconds: 20 });

async function hosted() {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const token = tokenOf(room.hostLink);
  const host = await join(room.id, { name: 'Hal', role: 'host', token, visitor: 'browser-of-hal' });
  await until('Hal is host', () => host.session.state.host === host.id);
  const claim = (name: string, visitor?: string) => join(room.id, { name, role: 'host', token, visitor });
  const answer = (member: string, allow: boolean) =>
    host.session.send('host', { command: 'answerClaim', member, allow });
  return { room, token, host, claim, answer };
}

describe('who opens a host link while another is host', () => {
  test('plays, and the host is asked; allowed, it is host', async () => {
    const { host, claim, answer } = await hosted();
    const ann = await claim('Ann', 'browser-of-ann');
    await until('Hal is asked', () => host.heard.claims.length === 1);
    expect(host.heard.claims).toEqual([{ id: ann.id, name: 'Ann' }]);
    expect(ann.session.state.players.has(ann.id)).toBe(true);
    expect(ann.session.state.host).toBe(host.id);
    await until('Ann is told', () => ann.heard.notices.some((text) => text.includes('claim-asked')));
    expect(ann.heard.invites).toEqual([]);
    answer(ann.id, true);
    await until('Ann is host', () => ann.session.state.host === ann.id);
    await until('Ann has the invites', () => ann.heard.invites.length === 1);
    // Who asked then, Hal is not told: it is host no more.
    expect(ann.heard.claims).toEqual([]);
  });

  test('refused, it plays on', async () => {
    const { host, claim, answer } = await hosted();
    const ann = await claim('Ann');
    await until('Hal is asked', () => host.heard.claims.length === 1);
    answer(ann.id, false);
    await until('Ann is told', () => ann.heard.notices.some((text) => text.includes('claim-refused')));
    await until('nobody asks', () => host.heard.claims.length === 0);
    expect(ann.session.state.host).toBe(host.id);
    answer(ann.id, true);
    await until('Hal is told', () => host.heard.notices.some((text) => text.includes('no-claim')));
    expect(ann.session.state.host).toBe(host.id);
  });

  test('only the host answers, and in the form that there is', async () => {
    const { host, claim } = await hosted();
    const ann = await claim('Ann');
    const ben = await join(host.session.roomId, { name: 'Ben' });
    for (const other of [ann, ben]) {
      other.session.send('host', { command: 'answerClaim', member: ann.id, allow: true });
      await until('told', () => other.heard.notices.some((text) => text.includes('host-only')));
    }
    for (const wrong of [{ member: ann.id }, { member: ann.id, allow: 'yes' }, { member: '', allow: true }]) {
      host.session.send('host', { command: 'answerClaim', ...wrong });
    }
    await until(
      'Hal is told',
      () => host.heard.notices.filter((text) => text.startsWith('host')).length === 3,
    );
    expect(ann.session.state.host).toBe(host.id);
  });

  test('is host at once in the browser of the host, where nobody is, and where the host dropped', async () => {
    const { host, claim } = await hosted();
    const again = await claim('Hal', 'browser-of-hal');
    await until('the newer page is host', () => host.session.state.host === again.id);
    again.session.connection.close();
    await until('it dropped', () => host.session.state.players.get(again.id)?.connected === false);
    const ann = await claim('Ann', 'browser-of-ann');
    await until('Ann is host', () => host.session.state.host === ann.id);
  });

  test('is next when the host leaves, before those who were there longer', async () => {
    const { host, claim } = await hosted();
    const ben = await join(host.session.roomId, { name: 'Ben' });
    const ann = await claim('Ann');
    await until('Hal is asked', () => host.heard.claims.length === 1);
    await host.session.leave();
    await until('Ann is host', () => ben.session.state.host === ann.id);
  });

  test('asks no more when it left, and when the invites were revoked', async () => {
    const { host, claim } = await hosted();
    const ann = await claim('Ann');
    await until('Hal is asked', () => host.heard.claims.length === 1);
    await ann.session.leave();
    await until('nobody asks', () => host.heard.claims.length === 0);
    const ben = await claim('Ben');
    await until('Hal is asked again', () => host.heard.claims.length === 1);
    host.session.send('host', { command: 'revoke' });
    await until('Ben is told', () => ben.heard.notices.some((text) => text.includes('claim-revoked')));
    await until('nobody asks again', () => host.heard.claims.length === 0);
  });

  test('cannot have the host asked without end', async () => {
    const { host, claim } = await hosted();
    let asked = 0;
    for (let time = 0; time < 8; time++) {
      const ann = await claim(`Ann ${time}`);
      await until('an answer', () => ann.heard.notices.length > 0);
      if (ann.heard.notices[0].includes('claim-asked')) asked++;
      else expect(ann.heard.notices[0]).toContain('claim-too-often');
      await ann.session.leave();
    }
    expect(asked).toBe(4);
    expect(host.session.state.host).toBe(host.id);
  });
});

describe('a host who says nothing', () => {
  function claimed(connected: boolean) {
    const host = memberOf('hal');
    const ann = memberOf('ann');
    const appointed: string[] = [];
    const members = [host, ann];
    const claims = new HostClaims({
      roster: { get: (id) => members.find((member) => member.id === id) },
      host: () => 'hal',
      appoint: ({ id }) => void appointed.push(id),
    });
    claims.claim(ann);
    host.connected = connected;
    return { claims, appointed, ann };
  }

  test('has refused after half a minute', () => {
    vi.useFakeTimers();
    try {
      const { claims, appointed } = claimed(true);
      vi.advanceTimersByTime(29_000);
      expect(claims.waiting).toHaveLength(1);
      vi.advanceTimersByTime(2_000);
      expect(claims.waiting).toEqual([]);
      expect(appointed).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('because it is gone loses the role then', () => {
    vi.useFakeTimers();
    try {
      const { appointed } = claimed(false);
      vi.advanceTimersByTime(31_000);
      expect(appointed).toEqual(['ann']);
    } finally {
      vi.useRealTimers();
    }
  });
});
