import { afterEach, describe, expect, test, vi } from 'vitest';
import { neutralAction } from '../../shared/action.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { World } from '../world/world.ts';
import { type Session, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { server, join } = serveRooms();

/** Far more than anybody's devices say in a second. */
const burst = 10_000;
/** Most that a second of play takes, at a generous guess of how long a busy machine needs for the burst. */
const most = burst / 10;

afterEach(() => vi.restoreAllMocks());

async function newRoom(): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;
}

function act(session: Session, sequence: number, move: number): void {
  session.send('input', { sequence, action: { ...neutralAction, move } });
}

describe('10,000 inputs of one client at once', () => {
  test('are not taken: the client is told why, closed, and its body is gone', async () => {
    const taken = vi.spyOn(World.prototype, 'setInput');
    const room = await newRoom();
    const ann = await join(room);
    const mal = await join(room);
    await until('both', () => ann.session.state.players.size === 2);
    for (let sequence = 1; sequence <= burst; sequence++) act(mal.session, sequence, 1);
    await until('Mal is closed', () => mal.heard.code !== 0);
    expect(mal.heard.code).toBe(closeCodes.tooFrequent);
    expect(mal.heard.notices).toContain('input: too-many-messages {"message":"input"}');
    expect(mal.heard.notices.length).toBeLessThan(20);
    await until('Mal is gone', () => ann.session.state.players.size === 1);
    const inputs = taken.mock.calls.filter(([player]) => player === mal.id);
    expect(inputs.length).toBeGreaterThan(0);
    expect(inputs.length).toBeLessThan(most);
  });

  test('leave the others where they are, and what they do is done', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    const mal = await join(room);
    await until('all', () => ann.session.state.players.size === 3);
    const place = () => {
      const { x, y, z, yaw } = ben.session.state.players.get(ben.id) ?? {};
      return { x, y, z, yaw };
    };
    const before = place();
    for (let sequence = 1; sequence <= burst; sequence++) {
      act(mal.session, sequence, 1);
      if (sequence === burst / 2) act(ann.session, 1, 1);
    }
    await until('Ann is heard', () => ann.session.state.players.get(ann.id)?.acknowledged === 1);
    await until('Mal is gone', () => ann.session.state.players.size === 2);
    const { tick } = ann.session.state;
    await until('the room goes on', () => ann.session.state.tick > tick + 3);
    expect(place()).toEqual(before);
    for (const { heard, session } of [ann, ben]) {
      expect(heard.notices).toEqual([]);
      expect(session.connection.isOpen).toBe(true);
    }
  });
});
