/**
 * Players and spectators of some rooms, without browsers, in a process of their own: node members.ts <JSON of crowdSchema>.
 * Players walk about. Each member receives the RTP of one view: a player its own, a spectator that of a player.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { z } from 'zod';
import { neutralAction } from '../../shared/action.ts';
import { type CrowdRoom, crowdSchema } from './crowd-rooms.ts';
import { MediaDialogue } from './media-dialogue.ts';
import { keyBytes } from './plain-media.ts';
import { RtpMeter } from './rtp-meter.ts';

/** Members that come at one time. */
const atOnce = 8;
/** Inputs a second, as pages send them for a pack of this rate. */
const inputRate = 12;
/** How often, and after how many milliseconds, a view is asked for again: a player's begins after it has joined. */
const again = { times: 50, pause: 200 };

const { url, rooms } = crowdSchema.parse(JSON.parse(process.argv[2]));
const meter = await RtpMeter.open();
const players: { session: Room; phase: number }[] = [];

async function come(room: CrowdRoom, role: 'player' | 'spectator', number: number): Promise<Room> {
  const name = `${role === 'player' ? 'Player' : 'Viewer'} ${number}`;
  const session = await new Client(url).joinById(room.id, { name, role, token: room.token[role] });
  session.reconnection.enabled = false;
  session.onMessage('*', () => {});
  return session;
}

/** Receives a view as pages do, over a transport without ICE and DTLS. */
async function receive(session: Room, view: string): Promise<void> {
  const media = new MediaDialogue(session);
  const keyBase64 = randomBytes(keyBytes).toString('base64');
  const dtlsParameters = { ip: '127.0.0.1', port: meter.port, keyBase64 };
  await media.ask({ method: 'transport' });
  await media.ask({ method: 'connect', dtlsParameters });
  const { id } = await consume(media, view);
  await media.ask({ method: 'resume', consumer: id });
}

async function consume(media: MediaDialogue, view: string): Promise<{ id: string }> {
  for (let tried = 1; ; tried++) {
    try {
      const answer = await media.ask({ method: 'consume', view, rtpCapabilities: {} });
      return z.object({ id: z.string() }).parse(answer);
    } catch (error) {
      if (tried === again.times || !String(error).includes('view-gone')) throw error;
      await sleep(again.pause);
    }
  }
}

async function fill(room: CrowdRoom): Promise<void> {
  const own: Room[] = [];
  for (let number = 1; number <= room.players; number++) {
    const session = await come(room, 'player', number);
    own.push(session);
    players.push({ session, phase: players.length });
    await receive(session, session.sessionId);
  }
  for (let from = 0; from < room.spectators; from += atOnce) {
    const count = Math.min(atOnce, room.spectators - from);
    await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const session = await come(room, 'spectator', from + i + 1);
        await receive(session, own[(from + i) % own.length].sessionId);
      }),
    );
  }
}

/** All walk in curves of their own. */
async function walk(): Promise<void> {
  for (let sequence = 1; process.connected; sequence++) {
    for (const { session, phase } of players) {
      const turn = 0.6 * Math.sin(sequence / 17 + phase);
      session.send('input', { sequence, action: { ...neutralAction, move: 1, turn } });
    }
    await sleep(1000 / inputRate);
  }
}

process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.(meter.read()));
for (const room of rooms) await fill(room);
process.send?.({ ready: true });
await walk();
