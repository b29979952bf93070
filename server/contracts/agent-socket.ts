/** The WebSocket of one agent, as rooms use it. */
export interface AgentSocket {
  /** Text frames are messages alone, binary frames are messages with pictures: shared/agents/agent-frame.ts. */
  send(frame: string | Uint8Array): void;
  /** Bytes that were sent and have not left yet. */
  readonly waiting: number;
  /** Closes with a code and a reason of at most 123 bytes. */
  end(code: number, reason: string): void;
}

/** A place of an agent in a room, for whoever has its socket. */
export interface AgentPlace {
  /** Takes a frame that it sent. */
  receive(frame: string | Uint8Array): void;
  /** Its socket is closed. */
  left(code: number): void;
}
