import type { AgentAnswer, AgentAnswerName } from '../../../shared/agents/agent-messages.ts';
import { type Notice, reasonText } from '../../../shared/notices/notice.ts';
import type { ServerMessage, ServerMessageName } from '../../../shared/protocol/server-messages.ts';
import type { AgentSocket } from '../../contracts/agent-socket.ts';
import type { ClientConnection } from '../members/client-connection.ts';

/** Messages to people that agents get, too. */
const forwarded: ReadonlySet<string> = new Set<ServerMessageName & AgentAnswerName>(['notice', 'chat']);

/** How a room reaches an agent: what it tells people, as far as agents have it, and what it tells agents alone. */
export class AgentConnection implements ClientConnection {
  readonly #socket: AgentSocket;

  constructor(socket: AgentSocket) {
    this.#socket = socket;
  }

  /** Bytes that have not left yet. */
  get waiting(): number {
    return this.#socket.waiting;
  }

  tell<Name extends AgentAnswerName>(type: Name, message: AgentAnswer<Name>): void {
    this.#socket.send(JSON.stringify({ type, ...message }));
  }

  /** Sends a frame as it is. */
  sendFrame(frame: Uint8Array): void {
    this.#socket.send(frame);
  }

  send<Name extends ServerMessageName>(type: Name, message: ServerMessage<Name>): void {
    if (forwarded.has(type)) this.#socket.send(JSON.stringify({ type, ...message }));
  }

  /** Frame marks are for those who watch a video. */
  sendEncoded(): void {}

  end(code: number, reason: Notice): void {
    this.#socket.end(code, reasonText(reason));
  }
}
