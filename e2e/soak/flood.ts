import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { type Action, neutralAction } from '../../shared/action.ts';
import { clientMessages, closeCodes } from '../../shared/messages.ts';
import { openStage, type Stage } from '../stage.ts';
import { until } from '../until.ts';
import { mean, standardError } from './figures.ts';
import { attainment, type ServerHealth, serverHealth } from './server-health.ts';

/** Inputs that the third client sends at once. */
const burst = 10_000;
/** Milliseconds for which the others are watched from the burst on, and before the next round. */
const watched = 2_000;
const pause = 1_000;

export interface FloodFigures {
  /** Inputs in each burst, and how many bursts there were. */
  inputs: number;
  rounds: number;
  /** `deadline_attainment` of the room around a burst, and around a guest who leaves without one. */
  flooded: number;
  calm: number;
  /** Mean of flooded - calm, round by round, and the standard error of that mean. */
  difference: number;
  standard_error: number;
  /** Milliseconds from the first input of a burst until its client was closed, the longest. */
  closed_after: number;
  /** Megabytes of the server's memory before the first round and after the last. */
  server_before: number;
  server_after: number;
}

/**
 * What a flood does to others: two players walk about, a third joins and sends 10,000 inputs at once. In
 * every round the third also comes and goes without a flood, first or second in turns, so that whatever
 * else the machine does, and the coming and going, falls on both alike.
 */
export async function measureFlood(rounds: number): Promise<{ figures: FloodFigures; errors: string[] }> {
  const stage = await openStage();
  const stop = new AbortController();
  try {
    const room = await stage.createRoom();
    const players = await Promise.all(['Ann', 'Ben'].map((name) => join(stage, room.id, name)));
    const walking = players.map((player, index) =>
      walk(player, index, stage.manifest.view.rate, stop.signal),
    );
    const health = () => serverHealth(stage.url, room.id);
    // Graphs are warm and the start is remembered.
    await sleep(3 * watched);
    const before = await health();
    const flooded: number[] = [];
    const calm: number[] = [];
    let closedAfter = 0;
    for (let round = 0; round < rounds; round++) {
      const turns = round % 2 === 0 ? [true, false] : [false, true];
      for (const floods of turns) {
        const guest = await join(stage, room.id, 'Mal');
        await sleep(pause);
        const begin = await health();
        if (floods) closedAfter = Math.max(closedAfter, await flood(guest));
        else await guest.leave();
        await sleep(watched);
        (floods ? flooded : calm).push(attainment(begin, await health()));
      }
    }
    const after = await health();
    stop.abort();
    await Promise.all(walking);
    for (const player of players) await player.leave();
    return {
      figures: figuresOf({ flooded, calm, closedAfter, before, after }),
      errors: stage.serverErrors(),
    };
  } finally {
    stop.abort();
    await stage.close();
  }
}

function figuresOf(measured: {
  flooded: number[];
  calm: number[];
  closedAfter: number;
  before: ServerHealth;
  after: ServerHealth;
}): FloodFigures {
  const { flooded, calm, closedAfter, before, after } = measured;
  const differences = flooded.map((value, round) => value - calm[round]);
  return {
    inputs: burst,
    rounds: flooded.length,
    flooded: mean(flooded),
    calm: mean(calm),
    difference: mean(differences),
    standard_error: standardError(differences),
    closed_after: closedAfter,
    server_before: before.residentBytes / 2 ** 20,
    server_after: after.residentBytes / 2 ** 20,
  };
}

async function join(stage: Stage, room: string, name: string): Promise<Room> {
  const session = await new Client(stage.url).joinById(room, { name });
  session.reconnection.enabled = false;
  // Whatever the room says is heard and not needed.
  session.onMessage('*', () => {});
  return session;
}

function send(session: Room, sequence: number, action: Partial<Action>): void {
  session.send(clientMessages.input, { sequence, action: { ...neutralAction, ...action } });
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
  for (let sequence = 1; sequence <= burst; sequence++) send(session, sequence, { move: 1, jump: true });
  const reason = await until('the flood is ended', () => code);
  if (reason !== closeCodes.tooFrequent)
    throw new Error(`The flood ended with code ${reason}, not ${closeCodes.tooFrequent}.`);
  return performance.now() - begin;
}
