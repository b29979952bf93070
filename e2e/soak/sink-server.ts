import { WebSocketServer } from 'ws';

/** Milliseconds for which a connection is kept: as long as a room keeps one that floods it. */
const kept = 1_000;

/**
 * A WebSocket server that reads nothing and closes each connection after a while. A client that floods it
 * does all the work of flooding without any effect. It runs as a process of its own and reports its port to
 * its parent.
 */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', (socket) => {
  socket.pause();
  setTimeout(() => socket.terminate(), kept);
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(address.port);
});
process.on('disconnect', () => process.exit());
