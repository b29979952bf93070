import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { usablePorts } from '../network/port-range.ts';

/**
 * Returns the first of `count` consecutive ports that browsers connect to and that are free for UDP and TCP on
 * every address, outside of mediasoup's own range.
 */
export async function freePorts(count = 1): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = 3000 + Math.floor(Math.random() * 6000);
    const ports = usablePorts({ first, last: first + count - 1 });
    if (ports.length < count) continue;
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  try {
    const release = [await occupyUdp(port), await occupyTcp(port)];
    for (const end of release) await end();
    return true;
  } catch {
    return false;
  }
}

/** Binds a UDP port. The returned function releases it. */
export async function occupyUdp(port: number, ip = '0.0.0.0'): Promise<() => Promise<void>> {
  const socket = createSocket('udp4');
  socket.bind(port, ip);
  await once(socket, 'listening');
  return async () => {
    socket.close();
    await once(socket, 'close');
  };
}

/** Binds a TCP port. The returned function releases it. */
export async function occupyTcp(port: number, ip = '0.0.0.0'): Promise<() => Promise<void>> {
  const server = createServer();
  server.listen(port, ip);
  await once(server, 'listening');
  return async () => {
    server.close();
    await once(server, 'close');
  };
}
