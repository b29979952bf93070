import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { z } from 'zod';
import type { JoinOptions } from '../../shared/messages.ts';

const reservationSchema = z.object({ processId: z.string(), roomId: z.string(), sessionId: z.string() });

/** Frames of Colyseus that a client sends: it is in the room, and a message. */
export const joinFrame = Buffer.from([10]);

/** A client without the SDK, which does nothing by itself. */
export interface RawClient {
  readonly socket: WebSocket;
  readonly id: string;
  /** Sends what the SDK sends once it knows that it is in the room. */
  confirm(): void;
  /** With which code it was closed; undefined while it is open. */
  readonly code: number | undefined;
}

async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Opens a WebSocket of a seat; resolves when the server has asked for the confirmation, or closed it. */
async function connect(url: string, seat: unknown, more = ''): Promise<RawClient> {
  const { processId, roomId, sessionId } = reservationSchema.parse(seat);
  const { host } = new URL(url);
  const socket = new WebSocket(`ws://${host}/${processId}/${roomId}?sessionId=${sessionId}${more}`);
  let code: number | undefined;
  socket.once('close', (closed) => {
    code = closed;
  });
  socket.on('error', () => {});
  const asked = new Promise((resolve) => socket.once('message', resolve).once('close', resolve));
  await Promise.race([asked, sleep(10_000)]);
  return {
    socket,
    id: sessionId,
    confirm: () => socket.send(joinFrame),
    get code() {
      return code;
    },
  };
}

/** Reserves a seat and connects, and confirms nothing. */
export async function halfOpen(url: string, room: string, options: JoinOptions = {}): Promise<RawClient> {
  return connect(url, await post(url, `matchmake/joinById/${room}`, options));
}

/** Comes back as the SDK does when its network has changed, without asking first; the old connection may be open. */
export async function comeBackAtOnce(url: string, sessionId: string, token: string): Promise<RawClient> {
  const [roomId, reconnectionToken] = token.split(':');
  const more = `&reconnectionToken=${reconnectionToken}&skipHandshake=1`;
  return connect(url, { processId: 'any', roomId, sessionId }, more);
}

/** Comes back with a reconnection token (`<room>:<token>`), and confirms nothing. */
export async function halfBack(url: string, token: string): Promise<RawClient> {
  const [room, reconnectionToken] = token.split(':');
  const seat = await post(url, `matchmake/reconnect/${room}`, { reconnectionToken });
  return connect(url, seat, `&reconnectionToken=${reconnectionToken}`);
}
