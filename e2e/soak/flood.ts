import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { z } from 'zod';
import { type Action, neutralAction } from '../../shared/action.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { openTestBed, type TestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import { mean, standardError } from './figures.ts';
import { attainment, healthAtTick, type ServerHealth } from './server-health.ts';

/** Number of inputs that the third client sends at once. */
const burst = 10_000;
/**
 * Milliseconds for which the others are observed from the burst on, and before it; longer than the room keeps
 * the flooding client.
 */
const watched = 3_000;
const pause = 1_000;

export interface FloodFigures {
  /** Inputs in each burst, and the number of bursts. */
  inputs: number;
  rounds: number;
  /**
   * `deadline_attainment` of the room in three cases: a guest floods the room; a guest leaves and floods
   * another process that reads nothing; a guest leaves.
   */
  flooded: number;
  elsewhere: number;
  calm: number;
  /** Cost for the room of receiving the burst: mean of flooded - elsewhere, by round. */
  taken: Difference;
  /** Cost of the sender's work on the same machine: elsewhere - calm. */
  sent: Difference;
  /** Most milliseconds from the first input of a burst until its client was closed. */
  closed_after: number;
  /** Megabytes of the server's memory before the first round and after the last. */
  server_before: number;
  server_after: number;
}

export interface Difference {
  mean: number;
  standard_error: number;
}

/** Actions of the guest after joining. Each round begins with another one. */
const cases = ['flooded', 'elsewhere', 'calm'] as const;
type Case = (typeof cases)[number];

/**
 * Measures what a flood costs other players. Two players walk about, a third client joins and sends 10,000
 * inputs at once. In every round the third client also comes and goes without a flood, and floods another
 * process instead. So other load, and the coming and going, affect all cases equally, and the cost of the
 * sender's own work is separated from the room's.
 */
export async function measureFlood(rounds: number): Promise<{ figures: FloodFigures; errors: string[] }> {
  const testBed = await openTestBed();
  const sink = await openSinkServer();
  const stop = new AbortController();
  try {
    const room = await testBed.createRoom();
    const players = await Promise.all(['Ann', 'Ben'].map((name) => join(testBed, room.id, name)));
    const walking = players.map((player, index) =>
      walk(player, index, testBed.manifest.view.rate, stop.signal),
    );
    const health = () => healthAtTick(testBed.url, room.id);
    // Graphs are warm, and effects of the start are over.
    await sleep(2 * watched);
    const before = await health();
    const attainments: Record<Case, number[]> = { flooded: [], elsewhere: [], calm: [] };
    let closedAfter = 0;
    for (let turn = 0; turn < rounds * cases.length; turn++) {
      const round = Math.floor(turn / cases.length);
      const action = cases[(turn + round) % cases.length];
      const guest = await join(testBed, room.id, 'Mal');
      await sleep(pause);
      const begin = await health();
      const end = sleep(watched);
      if (action === 'flooded') closedAfter = Math.max(closedAfter, await flood(guest));
      else await guest.leave();
      if (action === 'elsewhere') await floodElsewhere(guest, sink.url);
      await end;
      attainments[action].push(attainment(begin, await health()));
    }
    const after = await health();
    stop.abort();
    await Promise.all(walking);
    for (const player of players) await player.leave();
    return {
      figures: figuresOf({ ...attainments, closedAfter, before, after }),
      errors: testBed.serverErrors(),
    };
  } finally {
    stop.abort();
    sink.close();
    await testBed.close();
  }
}

function figuresOf(measured: {
  flooded: number[];
  elsewhere: number[];
  calm: number[];
  closedAfter: number;
  before: ServerHealth;
  after: ServerHealth;
}): FloodFigures {
  const { flooded, elsewhere, calm, closedAfter, before, after } = measured;
  return {
    inputs: burst,
    rounds: flooded.length,
    flooded: mean(flooded),
    elsewhere: mean(elsewhere),
    calm: mean(calm),
    taken: differenceOf(flooded, elsewhere),
    sent: differenceOf(elsewhere, calm),
    closed_after: closedAfter,
    server_before: before.residentBytes / 2 ** 20,
    server_after: after.residentBytes / 2 ** 20,
  };
}

function differenceOf(values: readonly number[], others: readonly number[]): Difference {
  const differences = values.map((value, round) => value - others[round]);
  return { mean: mean(differences), standard_error: standardError(differences) };
}

async function join(testBed: TestBed, room: string, name: string): Promise<Room> {
  const session = await new Client(testBed.url).joinById(room, { name });
  session.reconnection.enabled = false;
  // Messages of the room are ignored.
  session.onMessage('*', () => {});
  return session;
}

function send(session: Room, sequence: number, action: Partial<Action>): void {
  session.send('input', { sequence, action: { ...neutralAction, ...action } });
}

/** Walks and turns with one input a tick, as a page does. */
async function walk(session: Room, index: number, rate: number, signal: AbortSignal): Promise<void> {
  for (let sequence = 1; !signal.aborted; sequence++) {
    send(session, sequence, { move: 1, turn: Math.sin(sequence / 17 + index) * 0.6 });
    await sleep(1000 / rate);
  }
}

/**
 * Sends the burst; returns the milliseconds until the room closed the connection. Throws if it did not close
 * it, or for another reason.
 */
async function flood(session: Room): Promise<number> {
  let code: number | undefined;
  session.onLeave((reason) => {
    code = reason;
  });
  const begin = performance.now();
  sendBurst(session);
  const reason = await until('the flood is ended', () => code);
  if (reason !== closeCodes.tooFrequent)
    throw new Error(`The flood ended with code ${reason}, not ${closeCodes.tooFrequent}.`);
  return performance.now() - begin;
}

/** Sends the same burst to a process that reads nothing, until that closes the connection. */
async function floodElsewhere(session: Room, url: string): Promise<void> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  session.connection.transport = {
    isOpen: true,
    send: (data) => socket.send(new Uint8Array(data)),
    sendUnreliable: (data) => socket.send(new Uint8Array(data)),
    connect: () => {},
    close: () => socket.close(),
  };
  sendBurst(session);
  await closed;
}

function sendBurst(session: Room): void {
  for (let sequence = 1; sequence <= burst; sequence++) send(session, sequence, { move: 1, jump: true });
}

/** Starts sink-server.ts. */
async function openSinkServer(): Promise<{ url: string; close: () => void }> {
  const child = fork(resolve(import.meta.dirname, 'sink-server.ts'));
  const [port] = z
    .tuple([z.int()])
    .rest(z.unknown())
    .parse(await once(child, 'message'));
  return { url: `ws://127.0.0.1:${port}`, close: () => child.disconnect() };
}
