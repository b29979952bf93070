import WebSocket from 'ws';
import { z } from 'zod';
import {
  type AgentAnswer,
  type AgentAnswerName,
  agentAnswers,
} from '../../../shared/agents/agent-messages.ts';
import { tokenOf, until } from '../room.fixture.ts';

/** An observation with the bytes of its planes. */
export type Seen = AgentAnswer<'observation'> & { planes: Buffer[] };

/** An agent without a library: it sends what it is told to, and keeps what it hears. */
export interface TestAgent {
  readonly socket: WebSocket;
  readonly observations: Seen[];
  /** Codes of notices, with the field. */
  readonly notices: string[];
  /** The newest message of this kind. */
  last<Name extends AgentAnswerName>(name: Name): AgentAnswer<Name> | undefined;
  send(type: string, message?: object): void;
  /** Sends something, and resolves with the next observation. */
  step(type: 'act' | 'command' | 'observe', message?: object): Promise<Seen>;
  /** Code and reason with which it was closed; undefined while it is open. */
  readonly closed: { code: number; reason: string } | undefined;
}

const frameSchema = z.looseObject({ type: z.string() });

/** Opens the agents' WebSocket of a room, and says nothing yet. */
export async function connectAgent(url: string, room: string): Promise<TestAgent> {
  const { host } = new URL(url);
  const socket = new WebSocket(`ws://${host}/agents/v1/${room}`);
  const heard = new Map<string, unknown>();
  const observations: Seen[] = [];
  const notices: string[] = [];
  let closed: { code: number; reason: string } | undefined;
  socket.on('error', () => {});
  socket.on('close', (code, reason) => {
    closed = { code, reason: reason.toString() };
  });
  socket.on('message', (data, binary) => {
    const bytes = z.instanceof(Buffer).parse(data);
    const length = binary ? bytes.readUInt32LE(0) : bytes.length;
    const from = binary ? 4 : 0;
    const { type, ...message } = frameSchema.parse(JSON.parse(bytes.toString('utf8', from, from + length)));
    const name = z.enum(Object.keys(agentAnswers) as [AgentAnswerName]).parse(type);
    heard.set(name, agentAnswers[name].schema.parse(message));
    if (name === 'notice')
      notices.push(`${z.string().catch('').parse(message.field)} ${message.code}`.trim());
    if (name !== 'observation') return;
    const observation = agentAnswers.observation.schema.parse(message);
    let at = from + length;
    const planes = (observation.picture?.planes ?? []).map(({ type: kind, shape }) => {
      const size = shape.reduce((product, side) => product * side, kind === 'uint16' ? 2 : 1);
      at += size;
      return bytes.subarray(at - size, at);
    });
    if (binary && at !== bytes.length) throw new Error(`${bytes.length - at} bytes are left`);
    observations.push({ ...observation, planes });
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const send = (type: string, message: object = {}) => socket.send(JSON.stringify({ type, ...message }));
  return {
    socket,
    observations,
    notices,
    last: <Name extends AgentAnswerName>(name: Name) => heard.get(name) as AgentAnswer<Name> | undefined,
    send,
    async step(type, message) {
      const count = observations.length;
      send(type, message);
      await until('an observation', () => observations.length > count || closed !== undefined);
      if (closed !== undefined) throw new Error(`closed with ${closed.code}: ${closed.reason}`);
      return observations[observations.length - 1];
    },
    get closed() {
      return closed;
    },
  };
}

/** Comes in with an invite's link, and waits until it is known whether there is a seat. */
export async function joinAgent(
  url: string,
  { id, agentLink }: { id: string; agentLink: string },
  join: object = {},
): Promise<TestAgent> {
  const agent = await connectAgent(url, id);
  agent.send('join', { token: tokenOf(agentLink), ...join });
  await until('the seat', () => agent.last('seat') !== undefined || agent.closed !== undefined);
  if (agent.closed !== undefined) throw new Error(`${agent.closed.code} ${agent.closed.reason}`);
  return agent;
}
