import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between pages and a server, which a test can make go dead. */
export interface LineProxy {
  /** The server's address over the line. */
  readonly url: string;
  /** From now on nothing comes through in either direction, and nobody is told: as when a cable is pulled. */
  silence(): void;
  /** New connections come through again; those from before stay dead, as their packets were lost. */
  heal(): void;
  close(): Promise<void>;
}

/** Listens on a free port of this machine and passes everything on to the server at `target`. */
export async function openLine(target: string): Promise<LineProxy> {
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
      socket.on('data', (data) => {
        if (carries(socket)) other.write(data);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        // A dead line does not carry the end of a connection either.
        if (carries(socket)) other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The line has no port.');
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
