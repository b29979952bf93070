/** Counts the RTP packets that come to a UDP socket. */
import { createSocket } from 'node:dgram';
import { parentPort } from 'node:worker_threads';

let received = 0;
const socket = createSocket({ type: 'udp4', recvBufferSize: 16 * 2 ** 20 });
socket.on('message', (bytes) => {
  // RTCP (RFC 5761, section 4).
  if (bytes[1] < 192 || bytes[1] > 223) received++;
});
socket.bind(0, '127.0.0.1', () => parentPort?.postMessage({ port: socket.address().port }));
parentPort?.on('message', () => parentPort?.postMessage({ received }));
