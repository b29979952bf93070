import { isDeepStrictEqual } from 'node:util';
import { matchMaker } from '@colyseus/core';
import { afterAll, afterEach, beforeAll, describe, expect, type MockInstance, test, vi } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import { entityKinds } from '../../shared/entity.ts';
import { roomType } from '../../shared/messages.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { chance } from '../world/random.ts';
import { turnOrder } from '../world/turn-order.ts';
import { TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { World } from '../world/world.ts';
import { joinRoom, startTestApp, until } from './room.fixture.ts';

const roomSeed = 4711;
const rate = testManifest.view.rate;
const middle = { x: 10.5, z: 10.5 };

/** Lets one tick pass at a time, so that inputs of several clients come within the same one. */
class SteppedModel extends TestModel {
  stepped = false;
  #release: (() => void) | undefined;

  /** True while a tick waits; its inputs are merged already, and later ones are of the next tick. */
  get held(): boolean {
    return this.#release !== undefined;
  }

  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  override async move(features: Float32Array, bodies: number): Promise<Float32Array> {
    if (this.stepped) await new Promise<void>((resolve) => (this.#release = resolve));
    return super.move(features, bodies);
  }
}

/** Six places around the middle, 1.5 m from it and facing it. */
const circle = Array.from({ length: 6 }, (_, i) => {
  const yaw = (Math.PI * (2 * i + 1)) / 6;
  return { x: middle.x - 1.5 * Math.sin(yaw), z: middle.z - 1.5 * Math.cos(yaw), yaw };
});
const orbs = 30;
const lanes = [-0.46, 0.46].map((aside) => ({ x: middle.x + aside, z: 1, yaw: 0 }));

const yards = {
  yard: {
    ...testSeed([{ kind: 'door', ...middle, y: 1.1, yaw: 0, colour: 0, state: 0 }]),
    spawns: circle,
  },
  court: { ...testSeed(), spawns: circle },
  lane: {
    ...testSeed(
      Array.from({ length: orbs }, (_, i) => ({
        kind: 'orb' as const,
        x: middle.x,
        y: 0.9,
        z: 2 + 0.6 * i,
        yaw: 0,
        colour: 0,
        state: 0,
      })),
    ),
    spawns: [...lanes, { x: 30, z: 30, yaw: 0 }, { x: 33, z: 30, yaw: 0 }],
  },
} satisfies Record<string, WorldSeed>;

const model = new SteppedModel();
let seed: WorldSeed = yards.yard;
let server: Awaited<ReturnType<typeof startTestApp>>;
type Client = Awaited<ReturnType<typeof joinRoom>>;
const here: Client[] = [];
let setInput: MockInstance<World['setInput']>;

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  setInput = vi.spyOn(World.prototype, 'setInput');
  const pack = { folder: 'models/arena', manifest: testManifest, seed: async () => seed };
  server = await startTestApp({}, { model, pack });
});

afterEach(async () => {
  model.stepped = false;
  model.release();
  await Promise.all(here.splice(0).map(({ session }) => session.leave()));
});

afterAll(async () => {
  await server.app.close();
});

/** A room with players and a spectator, whose ticks are let pass one by one. */
async function startRace(world: WorldSeed, players: number) {
  seed = world;
  const { roomId } = await matchMaker.createRoom(roomType, {
    name: 'Race',
    seats: 8,
    world: 'yard',
    roomSeed,
  });
  const clients: Client[] = [];
  for (let i = 0; i < players; i++) clients.push(await joinRoom(server.url, roomId, { name: `P${i}` }));
  const watcher = await joinRoom(server.url, roomId, { role: 'spectator' });
  const everybody = [...clients, watcher];
  here.push(...everybody);
  await until('all seen', () => everybody.every(({ session }) => session.state.players.size === players));
  model.stepped = true;
  await until('a tick waits', () => model.held);
  const states = () => everybody.map(({ session }) => session.state.toJSON());
  // Who joined last is in the patch of the next tick.
  model.release();
  await until('the next tick waits', () => model.held);
  await until('all see the same', () => states().every((state) => isDeepStrictEqual(state, states()[0])));
  let sequence = 0;
  return {
    clients,
    /** Sends what these do, in this order, and lets the tick pass that takes it in. Returns its number. */
    async act(inputs: readonly { client: Client; action: Partial<Action> }[]): Promise<number> {
      const taken = setInput.mock.calls.length + 2 * inputs.length;
      sequence += 2;
      for (const { client, action } of inputs) {
        const released = { ...neutralAction, ...action, use: false, place: false, remove: false };
        client.session.send('input', { sequence, action: released });
        client.session.send('input', { sequence: sequence + 1, action: { ...neutralAction, ...action } });
      }
      await until('all inputs', () => setInput.mock.calls.length === taken);
      // The tick that waits has its inputs already; the next one takes these.
      for (let tick = 0; tick < 2; tick++) {
        model.release();
        await until('the next tick waits', () => model.held);
      }
      const [{ session }] = clients;
      const newest = () => Math.max(...everybody.map((client) => client.session.state.tick));
      await until('all inputs acknowledged', () =>
        inputs.every(({ client }) => session.state.players.get(client.id)?.acknowledged === sequence + 1),
      );
      await until('one tick everywhere', () =>
        everybody.every((client) => client.session.state.tick === newest()),
      );
      return newest();
    },
    /** The state that all clients see; fails when they do not see the same. */
    state() {
      const states = everybody.map((client) => client.session.state.toJSON());
      for (const state of states) expect(state).toEqual(states[0]);
      return clients[0].session.state;
    },
    first: (contenders: readonly Client[], tick: number) => {
      const { players: seats } = clients[0].session.state;
      const seated = contenders.map((client) => ({ client, colour: seats.get(client.id)?.colour ?? -1 }));
      return turnOrder(seated, roomSeed, tick)[0];
    },
  };
}

/** Between two and all of the clients, in an order that changes from race to race. */
function contenders(clients: readonly Client[], race: number): Client[] {
  const count = 2 + Math.floor((clients.length - 1) * chance(race, 1));
  return clients
    .map((client, i) => ({ client, lot: chance(race, 2, i) }))
    .sort((a, b) => a.lot - b.lot)
    .slice(0, count)
    .map(({ client }) => client);
}

describe('several clients of one room in the same tick', { timeout: 3 * 60_000 }, () => {
  test('use a door: it turns once, and all see the same', async () => {
    const room = await startRace(yards.yard, 6);
    let opening = false;
    let open = 0;
    const slide = 2 / rate;
    // The tick after each race is let pass with the next one.
    const slid = () => Math.max(0, Math.min(1, open + (opening ? slide : -slide)));
    for (let race = 0; race < 50; race++) {
      if (race > 0) open = slid();
      opening = !opening;
      open = slid();
      await room.act(contenders(room.clients, race).map((client) => ({ client, action: { use: true } })));
      expect([...room.state().entities.values()][0].state).toBeCloseTo(open, 5);
    }
    expect(room.clients.flatMap(({ heard }) => heard.notices)).toEqual([]);
  });

  test('place a block in one cell, or take it away: the first in turn does, the others are told', async () => {
    const room = await startRace(yards.court, 6);
    const wins = new Set<string>();
    for (let race = 0; race < 50; race++) {
      const button = race % 2 === 0 ? 'place' : 'remove';
      const now = contenders(room.clients, race);
      for (const { heard } of room.clients) heard.notices.length = 0;
      const tick = await room.act(now.map((client) => ({ client, action: { [button]: true } })));
      const blocks = [...room.state().entities.values()];
      const first = room.first(now, tick);
      wins.add(first.client.id);
      const told = () => room.clients.filter(({ heard }) => heard.notices.length > 0);
      await until('the others are told', () => told().length === now.length - 1);
      expect(told()).not.toContain(first.client);
      if (button === 'remove') expect(blocks).toHaveLength(0);
      else {
        expect(blocks).toHaveLength(1);
        expect(blocks[0].toJSON()).toMatchObject({
          kind: entityKinds.indexOf('block'),
          ...middle,
          colour: first.colour % 4,
        });
      }
    }
    expect(wins.size).toBeGreaterThan(3);
  });

  test('touch an orb: the first in turn has the point', async () => {
    const room = await startRace(yards.lane, 4);
    const racers = room.clients.slice(0, 2);
    const scores = () => racers.map(({ id }) => room.state().players.get(id)?.score ?? 0);
    let before = scores();
    let collected = 0;
    for (let step = 0; collected < orbs && step < 20 * orbs; step++) {
      const order = step % 2 === 0 ? racers : [...racers].reverse();
      const tick = await room.act(order.map((client) => ({ client, action: { move: 1 } })));
      const after = scores();
      const gained = after.map((score, i) => score - before[i]);
      collected += gained[0] + gained[1];
      // Two ticks pass in a step, and orbs are touched in either, never two in one.
      const winners = [tick - 1, tick].map((at) => racers.indexOf(room.first(racers, at).client));
      for (const [i, points] of gained.entries()) {
        if (points > 0) expect(winners).toContain(i);
      }
      before = after;
    }
    expect(collected).toBe(orbs);
    expect(Math.min(...before)).toBeGreaterThan(0);
  });
});
