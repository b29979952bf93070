import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy between pages and a server that a test can silence. */
export interface NetworkProxy {
  /** The server's address through the proxy. */
  readonly url: string;
  /** Drops everything in both directions without closing connections, like a pulled cable. */
  silence(): void;
  /** Forwards new connections again. Earlier ones stay silent, because their packets were lost. */
  heal(): void;
  close(): Promise<void>;
}

/**
 * Listens on a free port of this machine and forwards everything to the server at `target`, `delay` milliseconds late in each
 * direction.
 */
export async function openNetworkProxy(target: string, delay = 0): Promise<NetworkProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  /** Connections that lost packets. */
  const broken = new WeakSet<Socket>();
  let dead = false;
  const carries = (socket: Socket) => !dead && !broken.has(socket);
  const server = createServer((page) => {
    const up = connect(Number(port), hostname);
    for (const [socket, other] of [
      [page, up],
      [up, page],
    ]) {
      open.add(socket);
      const pass = (data: Buffer) => {
        if (carries(socket) && other.writable) other.write(data);
      };
      socket.on('data', (data) => {
        if (delay === 0) pass(data);
        // Timers of one length end in the order in which they began.
        else setTimeout(pass, delay, data);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        // A silent proxy does not forward the end of a connection either.
        if (carries(socket)) other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    silence: () => {
      dead = true;
    },
    heal: () => {
      for (const socket of open) broken.add(socket);
      dead = false;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
