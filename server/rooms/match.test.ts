import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import { entityKinds } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { matchPhases, modeSummarySchema } from '../../shared/match.ts';
import { createRoomSchema, type HostCommand } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { testManifest, testSeed } from '../world/world.fixture.ts';
import { tokenOf, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

/** Every spawn has an orb on it, so that whoever comes has a point as soon as points count. */
const { spawns } = testSeed();
const seed = testSeed(
  spawns.map(({ x, z }) => ({ kind: 'orb' as const, x, y: 0.9, z, yaw: 0, colour: 0, state: 0 })),
);
const pack = { folder: 'models/arena', manifest: testManifest, seed: async () => seed };
const { server, join, leaveLater } = serveRooms({ maximumRooms: 100, reconnectSeconds: 600 }, { pack });

async function hosted(mode?: string) {
  const room = await server().app.lobby.create(createRoomSchema.parse({ mode }));
  const host = await join(room.id, { name: 'Hal', role: 'host', token: tokenOf(room.hostLink) });
  await until('Hal is host', () => host.session.state.host === host.id);
  const { state } = host.session;
  const command = (what: HostCommand) => host.session.send('host', what);
  const phase = () => matchPhases[state.match.phase];
  return { room, host, state, command, phase };
}

describe('game modes', () => {
  test('are listed, and rooms say which they play', async () => {
    const listed = modeSummarySchema
      .array()
      .parse(await (await fetch(new URL('/api/modes', server().url))).json());
    expect(listed).toContainEqual({
      name: 'relic-rush',
      minimumPlayers: 1,
      teams: 0,
      rounds: 3,
      roundSeconds: 120,
      needsMap: false,
    });
    const { room, state, phase } = await hosted('tag');
    expect(await server().app.lobby.find(room.id)).toMatchObject({ mode: 'tag' });
    expect(state.match).toMatchObject({ mode: 'tag', rounds: 3, minimumPlayers: 2 });
    expect(phase()).toBe('waiting');
  });

  test('are free play where nobody says, and nothing that does not exist', async () => {
    const { state, host, phase } = await hosted();
    expect(state.match.mode).toBe('free-play');
    expect(phase()).toBe('free');
    await until('the orb’s point', () => state.players.get(host.id)?.score === 1);
    for (const [mode, error] of [
      ['chess', /there is no game mode "chess"; choose one of relic-rush/],
      ['../tag', /mode: is not written/],
    ] as const) {
      const answer = await fetch(new URL('/api/rooms', server().url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: expect.stringMatching(error), field: 'mode' });
    }
  });
});

describe('a match in a room', () => {
  test('counts down, scores, and everybody sees it; a host starts, pauses, resumes and resets', async () => {
    const { room, host, state, command, phase } = await hosted('relic-rush');
    const ann = await join(room.id, { name: 'Ann' });
    const sue = await join(room.id, { name: 'Sue', role: 'spectator' });
    await until('the countdown', () => phase() === 'countdown');
    command({ command: 'start' });
    await until('the round', () => phase() === 'round');
    expect(state.match.ends - state.tick).toBeGreaterThan(100 * testManifest.view.rate);
    // Orbs that were taken before are back where nobody stands; the host walks to the nearest.
    const seen = (session: typeof host.session) => session.state.match.standings.get(host.id)?.score ?? 0;
    let sequence = 0;
    await until('a point', () => {
      host.session.send('input', {
        sequence: ++sequence,
        action: towardsOrb(state, host.id),
      });
      return seen(host.session) > 0;
    });
    await until('everybody sees it', () => [ann, sue].every(({ session }) => seen(session) > 0));
    expect(state.players.get(host.id)?.score).toBe(seen(host.session));

    command({ command: 'pause' });
    await until('the pause', () => sue.session.state.match.paused);
    const left = state.match.ends - state.tick;
    const { tick } = state;
    await until('ten ticks', () => state.tick > tick + 10);
    expect(state.match.ends - state.tick).toBe(left);
    command({ command: 'resume' });
    await until('no pause', () => !state.match.paused && state.match.ends - state.tick < left);
    command({ command: 'reset' });
    await until('the countdown again', () => phase() === 'countdown');
    expect(state.match.round).toBe(1);
    expect(seen(host.session)).toBe(0);
    expect(host.heard.notices).toEqual([]);
  });

  test.each(['pause', 'resume', 'reset', 'start'] as const)('%s is the host’s alone', async (command) => {
    const { room, state } = await hosted('relic-rush');
    const ann = await join(room.id);
    ann.session.send('host', { command });
    await until('a notice', () => ann.heard.notices.length > 0);
    expect(ann.heard.notices[0]).toBe('host: host-only {}');
    expect(state.match.paused).toBe(false);
  });

  test('says why a command cannot be carried out', async () => {
    const { host, command } = await hosted('tag');
    command({ command: 'start' });
    command({ command: 'reset' });
    await until('two notices', () => host.heard.notices.length === 2);
    expect(host.heard.notices).toEqual([
      'host.command: players-needed {"players":2}',
      'host.command: no-round-yet {}',
    ]);
  });

  test('goes on when the host leaves a paused room to nobody', async () => {
    const { room, host, state, command } = await hosted('relic-rush');
    command({ command: 'pause' });
    await until('the pause', () => state.match.paused);
    const sue = await join(room.id, { role: 'spectator' });
    await host.session.leave();
    await until('no pause', () => !sue.session.state.match.paused);
  });

  test('keeps the points of whoever loses the connection and comes back', async () => {
    const { room, state, host } = await hosted();
    const ann = await join(room.id, { name: 'Ann' });
    await until('a point', () => (state.match.standings.get(ann.id)?.score ?? 0) > 0);
    const token = ann.session.reconnectionToken;
    ann.session.connection.close();
    await until('Ann dropped', () => state.players.get(ann.id)?.connected === false);
    const back = await ann.client.reconnect<RoomState>(token);
    leaveLater(back);
    back.onMessage('*', () => {});
    await until('Ann is back', () => state.players.get(ann.id)?.connected === true);
    expect(state.match.standings.get(ann.id)).toMatchObject({ name: 'Ann', present: true });
    expect(state.match.standings.get(ann.id)?.score).toBeGreaterThan(0);
    expect(host.heard.notices).toEqual([]);
  });
});

/** Walks to the nearest orb, turning on the way. */
function towardsOrb(state: RoomState, id: string): Action {
  const own = state.players.get(id);
  if (own === undefined) return neutralAction;
  const [orb] = [...state.entities.values()]
    .filter(({ kind }) => entityKinds[kind] === 'orb')
    .map(({ x, z }) => ({ dx: x - own.x, dz: z - own.z }))
    .sort((a, b) => Math.hypot(a.dx, a.dz) - Math.hypot(b.dx, b.dz));
  if (orb === undefined) return neutralAction;
  const aside = wrapAngle(Math.atan2(orb.dx, orb.dz) - own.yaw);
  const turn = Math.max(-1, Math.min(1, 3 * aside));
  return { ...neutralAction, turn, move: Math.abs(aside) < 0.3 ? 1 : 0 };
}
