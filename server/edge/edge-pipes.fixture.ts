import { once } from 'node:events';
import type { Router, Transport } from 'mediasoup/types';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { MediaHost } from '../streaming/media-host.ts';

/** Both ends of a WebSocket. */
export async function socketPair(): Promise<[WebSocket, WebSocket]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const found = server.address();
  if (found === null || typeof found === 'string') throw new Error('nothing listens');
  const here = new WebSocket(`ws://127.0.0.1:${found.port}`);
  const there = new Promise<WebSocket>((done) => server.once('connection', done));
  await once(here, 'open');
  const sockets: [WebSocket, WebSocket] = [here, await there];
  server.close();
  return sockets;
}

export function routerOf({ router }: MediaHost): Router {
  if (router === undefined) throw new Error('the media worker is not running');
  return router;
}

export interface SentFrame {
  rtpTimestamp: number;
  data: Uint8Array;
}

/** How many of these frames were received whole and equal. */
export function equalFrames(received: readonly SentFrame[], frames: readonly SentFrame[]): number {
  return frames.filter(({ rtpTimestamp, data }) =>
    received.some((frame) => frame.rtpTimestamp === rtpTimestamp && Buffer.from(frame.data).equals(data)),
  ).length;
}

const byteSchema = z.array(z.object({ rtpBytesSent: z.number() })).min(1);

/** The pipes that an origin opens from now on. */
export function pipesOf(host: MediaHost): Transport[] {
  const opened: Transport[] = [];
  const { observer } = routerOf(host);
  const found = (transport: Transport) => {
    if (transport.type === 'pipe') opened.push(transport);
  };
  observer.on('newtransport', found);
  onTestFinished(() => void observer.off('newtransport', found));
  return opened;
}

export async function bytesOf(transport: Transport): Promise<number> {
  return byteSchema.parse(await transport.getStats())[0].rtpBytesSent;
}
