import { describe, expect, test } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { lineOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { Activity } from './activity.ts';
import { hiddenIdleSeconds, IdleSeats, noticeSeconds } from './idle-seats.ts';
import type { Member } from './roster.ts';

/** A room with people in it, on a clock of its own. */
function open(idleSeconds = 120) {
  let now = 0;
  const clock = () => now;
  const members: Member[] = [];
  const told: string[] = [];
  const vacated: string[] = [];
  const door = { locked: false };
  const idle = new IdleSeats({
    roster: members as never,
    door,
    idleSeconds,
    tell: ({ id }, notice) => told.push(`${id}: ${lineOf(notice)}`),
    vacate: (member) => {
      vacated.push(member.id);
      Object.assign(member, { role: 'spectator', waiting: true });
    },
    clock,
  });
  const add = (id: string, role: 'player' | 'spectator', waitsFor: '' | 'seat' | 'machine' = '') => {
    const activity = new Activity(clock);
    activity.heard();
    const member = { id, role, connected: true, waiting: waitsFor !== '', waitsFor, activity };
    members.push(member as never);
    return member;
  };
  return {
    add,
    door,
    told,
    vacated,
    /** Lets seconds go by, looking once in each. */
    pass(seconds: number) {
      for (let i = 0; i < seconds; i++) {
        now += 1000;
        idle.check();
      }
    },
  };
}

describe('an idle player', () => {
  test('is told with a countdown, and then gives its seat to who waits', () => {
    const room = open();
    room.add('ann', 'player');
    room.add('ben', 'spectator', 'seat');
    room.pass(119);
    expect(room.told).toEqual([]);
    room.pass(noticeSeconds);
    expect(room.told.map((text) => /"seconds":(\d+)/.exec(text)?.[1])).toEqual(['20', '15', '10', '5']);
    expect(room.vacated).toEqual([]);
    room.pass(2);
    expect(room.vacated).toEqual(['ann']);
  });

  test('keeps its seat while nobody waits, when it moves, and in a locked room', () => {
    const room = open();
    const ann = room.add('ann', 'player');
    room.pass(500);
    expect(room.told).toEqual([]);
    const ben = room.add('ben', 'spectator', 'seat');
    room.pass(15);
    expect(room.told.length).toBeGreaterThan(0);
    ann.activity.acted();
    room.pass(119);
    expect(room.vacated).toEqual([]);
    room.door.locked = true;
    room.pass(200);
    expect(room.vacated).toEqual([]);
    room.door.locked = false;
    ben.connected = false;
    room.pass(200);
    expect(room.vacated).toEqual([]);
  });

  test('whose page is hidden is idle sooner', () => {
    const room = open();
    const ann = room.add('ann', 'player');
    room.add('ben', 'spectator', 'seat');
    ann.activity.hide(true);
    room.pass(hiddenIdleSeconds + noticeSeconds + 1);
    expect(room.vacated).toEqual(['ann']);
  });

  test('is the one who was idle longest, and no more go than there are who wait', () => {
    const room = open();
    const ann = room.add('ann', 'player');
    room.add('cid', 'player');
    room.add('ben', 'spectator', 'seat');
    room.pass(10);
    ann.activity.acted();
    room.pass(150);
    expect(room.vacated).toEqual(['cid']);
  });

  test('keeps its seat for good where the option is 0', () => {
    const room = open(0);
    room.add('ann', 'player');
    room.add('ben', 'spectator', 'seat');
    room.pass(1000);
    expect(room.vacated).toEqual([]);
  });

  test('who is not drawn is of no use to somebody who waits for the machine', () => {
    const room = open();
    const ann = room.add('ann', 'player');
    room.add('ben', 'spectator', 'machine');
    ann.activity.hide(true);
    room.pass(300);
    expect(room.vacated).toEqual([]);
    ann.activity.hide(false);
    room.pass(120 + noticeSeconds + 1);
    expect(room.vacated).toEqual(['ann']);
  });
});

describe('in a room', () => {
  const { server, join } = serveRooms({ maximumRooms: 10, idleSeatSeconds: 1 });

  test('the seat passes on after the notice; the host role goes with it, and comes back with a seat', async () => {
    const room = await server().app.lobby.create(createRoomSchema.parse({ seats: 1 }));
    const token = new URL(room.hostLink, server().url).searchParams.get('token') ?? '';
    const ann = await join(room.id, { role: 'host', token });
    const beat = setInterval(() => ann.session.send('ping', { id: 1 }), 1000);
    await until('Ann is host', () => ann.session.state.host === ann.id);
    // Says nothing: whoever waits need not.
    const ben = await join(room.id);
    let sequence = 0;
    const walk = setInterval(() => {
      const seated = ben.session.state.players.has(ben.id);
      // A page sends its devices' state all the time; only one that asks for something counts.
      const session = seated ? ben.session : ann.session;
      session.send('input', { sequence: ++sequence, action: { ...neutralAction, move: seated ? 1 : 0 } });
    }, 100);
    try {
      await until('Ann is told', () =>
        ann.heard.notices.some((text) => text.includes('seat-wanted {"seconds":20}')),
      );
      await until('Ben plays', () => ben.session.state.players.has(ben.id));
      expect(ann.session.state.players.has(ann.id)).toBe(false);
      expect(ann.session.state.spectators.get(ann.id)).toMatchObject({ place: 1, waitsFor: 'seat' });
      await until('Ben is host', () => ben.session.state.host === ben.id);
      await until('Ann knows why', () => ann.heard.notices.some((text) => /seat-passed-on/.test(text)));
      await ben.session.leave();
      await until('Ann is host again', () => ann.session.state.host === ann.id);
      expect(ann.session.state.players.has(ann.id)).toBe(true);
    } finally {
      clearInterval(walk);
      clearInterval(beat);
    }
  });
});
