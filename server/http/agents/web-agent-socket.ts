import type { WebSocket } from 'ws';
import type { AgentSocket } from '../../contracts/agent-socket.ts';

/** Most bytes of a reason in a close frame: RFC 6455, section 5.5. */
const longestReason = 123;
/** Milliseconds in which the other end may answer a close frame. */
const closeTimeout = 1_000;

/** A WebSocket of the package ws as rooms use it. Nothing is read of it any more once it is ended. */
export class WebAgentSocket implements AgentSocket {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(frame: string | Uint8Array): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frame);
  }

  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  end(code: number, reason: string): void {
    const socket = this.#socket;
    socket.removeAllListeners('message');
    socket.close(code, Buffer.byteLength(reason) <= longestReason ? reason : undefined);
    setTimeout(() => socket.terminate(), closeTimeout).unref();
  }
}
