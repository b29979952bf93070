import { WebSocketServer } from 'ws';

/** Milliseconds for which a connection is kept, as long as the room keeps one that sent too much. */
const kept = 1_000;

/**
 * A WebSocket server that takes connections, reads nothing of what comes, and ends each after a while:
 * who floods it does all the work of flooding and causes none. Started as a process of its own, which
 * says its port to its parent.
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
