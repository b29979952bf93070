import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { type Action, neutralAction } from '../../shared/action.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { type SavedCheck, SavedFolder } from './saved-check.ts';

const root = resolve(import.meta.dirname, '../..');
/** A pack whose networks cost nothing. */
const pack = resolve(root, 'server/generation/fixtures/pack');
const people = ['Ann', 'Bob', 'Cid'];
/** Milliseconds between two inputs of a player. */
const inputEvery = 60;
/** Least and most milliseconds of play before a kill; the first play is longer, so that there is something to kill. */
const play = { least: 100, most: 3_000, first: 4_000 };

export interface CrashFigures {
  kills: number;
  /** Seconds of play that a kill took away: what people had seen and the reopened room had not. */
  lost_mean: number;
  lost_most: number;
  /** Kills after which the replayed log ended in another state, or in another memory. */
  other_states: number;
  other_memories: number;
  ticks_replayed: number;
  /** Milliseconds from the start of a server to the first state of a room that was reopened. */
  reopened_within: number;
}

/**
 * Kills a real server again and again while people play, and compares what each leaves behind: the room as it opens,
 * the replay of its log, and what people find when they come back by the same links.
 */
export async function measureCrashes(
  kills: number,
  say: (line: string) => void = () => {},
  random: () => number = Math.random,
): Promise<{ figures: CrashFigures; errors: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'crashes-'));
  const saved = await SavedFolder.open(folder, pack);
  const errors: string[] = [];
  const lost: number[] = [];
  let [states, memories, replayed, slowest] = [0, 0, 0, 0];
  let server: RunningServer | undefined;
  try {
    server = await startServer(folder);
    const room = await createRoom(server.url);
    let expected: SavedCheck | undefined;
    for (let kill = 0; kill < kills; kill++) {
      const began = performance.now();
      server ??= await startServer(folder);
      const sessions = await joinAll(server.url, room);
      if (kill > 0) slowest = Math.max(slowest, performance.now() - began);
      if (expected !== undefined)
        errors.push(...findings(expected, sessions).map((found) => `kill ${kill}: ${found}`));
      const span = kill === 0 ? play.first : play.least + random() * (play.most - play.least);
      const seen = await playFor(span, sessions, random);
      await server.kill();
      server = undefined;
      expected = await saved.check(room.id, random());
      const { tick } = expected.room.world.state;
      lost.push(Math.max(0, (seen - tick) / saved.rate));
      replayed += expected.replayed;
      if (!expected.sameState) states++;
      if (!expected.sameMemory) memories++;
      if (!expected.sameState || !expected.sameMemory) {
        errors.push(`kill ${kill}: the replay from tick ${expected.from} to ${tick} ends elsewhere`);
      }
      const same = `state ${expected.sameState ? 'the same' : 'another'}, memory ${expected.sameMemory ? 'the same' : 'another'}`;
      say(
        `kill ${kill + 1}: at tick ${seen}, reopens at ${tick}, replayed ${expected.replayed} ticks: ${same}`,
      );
    }
  } finally {
    await server?.kill();
    await saved.close();
    await rm(folder, { recursive: true, force: true });
  }
  const figures = {
    kills,
    lost_mean: lost.reduce((sum, one) => sum + one, 0) / Math.max(1, lost.length),
    lost_most: Math.max(0, ...lost),
    ...{ other_states: states, other_memories: memories, ticks_replayed: replayed, reopened_within: slowest },
  };
  return { figures, errors };
}

type Session = Room<unknown, RoomState>;

interface RunningServer {
  url: string;
  kill(): Promise<void>;
}

async function startServer(folder: string): Promise<RunningServer> {
  const options = [
    ...['--port', '0', '--pack', pack, '--provider', 'cpu', '--workers', '1', '--media-workers', '1'],
    ...['--data-folder', folder, '--address-rate-scale', '0', '--log-level', 'error'],
  ];
  const child = spawn(process.execPath, [join(root, 'server/main.ts'), ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  createInterface(child.stderr).on('line', (line) => log.push(line));
  for await (const line of createInterface(child.stdout)) {
    const url = /^Worldroom is ready: (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, kill: () => killed(child) };
  }
  throw new Error(`The server did not start:\n${log.join('\n')}`);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

interface Links {
  id: string;
  host: string;
  play: string;
}

async function createRoom(url: string): Promise<Links> {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Crashes', access: 'link', seats: 8 }),
  });
  const { id, hostLink, playLink } = createdRoomSchema.parse(await answer.json());
  const tokenOf = (link: string) => new URL(link, url).searchParams.get('token') ?? '';
  return { id, host: tokenOf(hostLink), play: tokenOf(playLink) };
}

/** All come by the links that they were given once. */
async function joinAll(url: string, { id, host, play }: Links): Promise<Session[]> {
  const sessions: Session[] = [];
  for (const [i, name] of people.entries()) {
    const options = i === 0 ? { role: 'host', token: host } : { token: play };
    const visitor = `browser-${name}`;
    const session: Session = await new Client(url).joinById<RoomState>(id, { ...options, name, visitor });
    session.reconnection.enabled = false;
    // What the room says is of no interest here.
    session.onMessage('*', () => {});
    while (session.state?.players?.get(session.sessionId) === undefined) await sleep(5);
    sessions.push(session);
  }
  return sessions;
}

/** What people find otherwise than the store had it. */
function findings({ room }: SavedCheck, sessions: readonly Session[]): string[] {
  return people.flatMap((name, i) => {
    const before = room.world.state.players.find((player) => player.name === name);
    const session = sessions[i];
    const now = session.state.players.get(session.sessionId);
    if (before === undefined || now === undefined) return [`${name} has no body`];
    // Bodies may have been pushed by those who came earlier.
    const moved = Math.hypot(before.body.x - now.x, before.body.z - now.z);
    const found: string[] = [];
    if (moved > 1) found.push(`${name} is ${moved.toFixed(2)} m from where it was`);
    if (before.colour !== now.colour) found.push(`${name} has another colour`);
    if (before.score > now.score) found.push(`${name} has lost points`);
    return found;
  });
}

/** Plays at random. Returns the newest tick that anybody saw. */
async function playFor(span: number, sessions: readonly Session[], random: () => number): Promise<number> {
  const end = performance.now() + span;
  // The room knows the sequence numbers of a session alone.
  for (let sequence = 1; performance.now() < end; sequence++) {
    for (const session of sessions) session.send('input', { sequence, action: randomAction(random) });
    await sleep(Math.min(inputEvery, Math.max(1, end - performance.now())));
  }
  return Math.max(...sessions.map(({ state }) => state.tick));
}

function randomAction(random: () => number): Action {
  const axis = () => 2 * random() - 1;
  return {
    ...neutralAction,
    ...{ move: Math.abs(axis()), strafe: axis(), turn: axis(), look: axis() / 4 },
    ...{ jump: random() < 0.05, use: random() < 0.1, place: random() < 0.1, remove: random() < 0.1 },
  };
}
