import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { z } from 'zod';
import { type Action, neutralAction } from '../../shared/action.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { openStage, type Stage } from '../stage.ts';
import { until } from '../until.ts';
import { mean, standardError } from './figures.ts';
import { attainment, healthAtTick, type ServerHealth } from './server-health.ts';

/** Inputs that the third client sends at once. */
const burst = 10_000;
/** Milliseconds for which the others are watched from the burst on, longer than its sender is kept; and before. */
const watched = 3_000;
const pause = 1_000;

export interface FloodFigures {
  /** Inputs in each burst, and how many bursts there were. */
  inputs: number;
  rounds: number;
  /**
   * `deadline_attainment` of the room around a burst; around a guest who leaves and sends the same burst to a
   * process that reads none of it; and around a guest who leaves.
   */
  flooded: number;
  elsewhere: number;
  calm: number;
  /** What the room loses by having to take the burst: mean of flooded - elsewhere, round by round. */
  taken: Difference;
  /** What it loses by the sender's work on the same machine: elsewhere - calm. */
  sent: Difference;
  /** Milliseconds from the first input of a burst until its client was closed, the longest. */
  closed_after: number;
  /** Megabytes of the server's memory before the first round and after the last. */
  server_before: number;
  server_after: number;
}

export interface Difference {
  mean: number;
  standard_error: number;
}

/** What a guest does after having joined; the first of a round changes from one to the next. */
const deeds = ['flooded', 'elsewhere', 'calm'] as const;
type Deed = (typeof deeds)[number];

/**
 * What a flood does to others: two players walk about, a third joins and sends 10,000 inputs at once. In
 * every round the third also comes and goes without a flood, and floods another process instead, so that
 * whatever else the machine does, and the coming and going, falls on all alike, and what the sender's own
 * work costs on the same cores is told from what the room's costs.
 */
export async function measureFlood(rounds: number): Promise<{ figures: FloodFigures; errors: string[] }> {
  const stage = await openStage();
  const deaf = await openDeafServer();
  const stop = new AbortController();
  try {
    const room = await stage.createRoom();
    const players = await Promise.all(['Ann', 'Ben'].map((name) => join(stage, room.id, name)));
    const walking = players.map((player, index) =>
      walk(player, index, stage.manifest.view.rate, stop.signal),
    );
    const health = () => healthAtTick(stage.url, room.id);
    // Graphs are warm and the start is remembered.
    await sleep(2 * watched);
    const before = await health();
    const attainments: Record<Deed, number[]> = { flooded: [], elsewhere: [], calm: [] };
    let closedAfter = 0;
    for (let turn = 0; turn < rounds * deeds.length; turn++) {
      const round = Math.floor(turn / deeds.length);
      const deed = deeds[(turn + round) % deeds.length];
      const guest = await join(stage, room.id, 'Mal');
      await sleep(pause);
      const begin = await health();
      const end = sleep(watched);
      if (deed === 'flooded') closedAfter = Math.max(closedAfter, await flood(guest));
      else await guest.leave();
      if (deed === 'elsewhere') await floodElsewhere(guest, deaf.url);
      await end;
      attainments[deed].push(attainment(begin, await health()));
    }
    const after = await health();
    stop.abort();
    await Promise.all(walking);
    for (const player of players) await player.leave();
    return {
      figures: figuresOf({ ...attainments, closedAfter, before, after }),
      errors: stage.serverErrors(),
    };
  } finally {
    stop.abort();
    deaf.close();
    await stage.close();
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

async function join(stage: Stage, room: string, name: string): Promise<Room> {
  const session = await new Client(stage.url).joinById(room, { name });
  session.reconnection.enabled = false;
  // Whatever the room says is heard and not needed.
  session.onMessage('*', () => {});
  return session;
}

function send(session: Room, sequence: number, action: Partial<Action>): void {
  session.send('input', { sequence, action: { ...neutralAction, ...action } });
}

/** Walks and turns about, an input a tick, as a page does. */
async function walk(session: Room, index: number, rate: number, signal: AbortSignal): Promise<void> {
  for (let sequence = 1; !signal.aborted; sequence++) {
    send(session, sequence, { move: 1, turn: Math.sin(sequence / 17 + index) * 0.6 });
    await sleep(1000 / rate);
  }
}

/** Sends the burst; milliseconds until the room closed the connection. Throws when it did not, or said another reason. */
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

/** Sends the same burst, by the same means, to a process that reads none of it, until that closes the connection. */
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

/** Starts deaf-server.ts. */
async function openDeafServer(): Promise<{ url: string; close: () => void }> {
  const child = fork(resolve(import.meta.dirname, 'deaf-server.ts'));
  const [port] = z
    .tuple([z.int()])
    .rest(z.unknown())
    .parse(await once(child, 'message'));
  return { url: `ws://127.0.0.1:${port}`, close: () => child.disconnect() };
}
