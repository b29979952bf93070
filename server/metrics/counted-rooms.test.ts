import { expect, test } from 'vitest';
import type { OpenRoom, RoomReport } from '../rooms/open-room.ts';
import { Statistics } from '../world/statistics.ts';
import { CountedRooms } from './counted-rooms.ts';

/** A room of which only its report is asked. */
function roomOf(statistics: Statistics): OpenRoom {
  const refuse = () => {
    throw new Error('only the report is to be asked for');
  };
  const report = (): RoomReport => ({
    ...{ id: 'r', name: 'R', access: 'public', world: 'yard', players: 0, seats: 2, spectators: 0 },
    ...{ mode: 'free' },
    ...statistics.report(0),
  });
  return {
    report,
    toSeed: refuse,
    picture: refuse,
    save: refuse,
    handOver: refuse,
    tellEnd: refuse,
    enter: refuse,
    controls: { members: refuse, putOut: refuse, close: refuse },
  };
}

test('counts go on when rooms end, and begin with the process where a room was there before', () => {
  const rooms = new CountedRooms();
  const [first, reopened] = [new Statistics(), new Statistics()];
  reopened.ticks = 1_000;
  rooms.set('a', roomOf(first));
  rooms.set('b', roomOf(reopened));
  expect(rooms.total.ticks).toBe(0);
  first.ticks = 12;
  reopened.ticks = 1_003;
  expect(rooms.total.ticks).toBe(15);
  first.ticks = 20;
  rooms.delete('a');
  expect(rooms.has('a')).toBe(false);
  expect(rooms.total.ticks).toBe(23);
  rooms.set('a', roomOf(new Statistics()));
  expect(rooms.total.ticks).toBe(23);
});

test('a room that is rewound takes nothing back', () => {
  const rooms = new CountedRooms();
  const room = new Statistics();
  rooms.set('a', roomOf(room));
  room.ticks = 100;
  room.dueTicks = 90;
  expect(rooms.total).toMatchObject({ ticks: 100, dueTicks: 90 });
  room.ticks = 40;
  expect(rooms.total.ticks).toBe(100);
  room.ticks = 42;
  expect(rooms.total).toMatchObject({ ticks: 102, dueTicks: 90 });
});
