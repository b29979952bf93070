import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** Threads of a server, by the work that they do. */
export const threads = ['views', 'motion', 'sound', 'store'] as const;
export type ServerThread = (typeof threads)[number];

/** The script of each, and its role where threads of several kinds run the same one. */
const scripts: Record<ServerThread, { script: string; role?: string }> = {
  views: { script: '/generation/worker.ts', role: 'views' },
  motion: { script: '/generation/worker.ts', role: 'motion' },
  sound: { script: '/sound-worker.ts' },
  store: { script: '/store-worker.ts' },
};
const roleOf = `process.getBuiltinModule('node:worker_threads').workerData?.role`;
/** An exception that nobody catches, as a fault in the thread's own code would be. */
const death = `setTimeout(() => { throw new Error('The soak ends this thread.'); }, 0); true`;

const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z
    .object({
      sessionId: z.string().optional(),
      message: z.string().optional(),
      workerInfo: z.object({ url: z.string() }).optional(),
    })
    .loose()
    .optional(),
  result: z
    .object({ result: z.object({ value: z.unknown() }).optional() })
    .loose()
    .optional(),
});
type Message = z.output<typeof messageSchema>;

/**
 * Ends a thread of a server that was started with --inspect, over the protocol of the debugger
 * (https://nodejs.org/api/inspector.html, domain NodeWorker). So the server needs no way of its own to be broken.
 *
 * @param address The debugger's WebSocket address
 */
export async function endThread(address: string, thread: ServerThread): Promise<void> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  try {
    const debuggers = new ThreadDebugger(socket);
    const sessions = await debuggers.sessions();
    const { script, role } = scripts[thread];
    for (const { id, url } of sessions) {
      if (!url.endsWith(script)) continue;
      if (role !== undefined && (await debuggers.evaluate(id, roleOf)) !== role) continue;
      await debuggers.evaluate(id, death);
      return;
    }
    throw new Error(
      `The server has no thread for ${thread}; it has ${sessions.map(({ url }) => url).join(', ')}.`,
    );
  } finally {
    socket.close();
  }
}

class ThreadDebugger {
  readonly #socket: WebSocket;
  readonly #sessions: { id: string; url: string }[] = [];
  readonly #waiting = new Map<number, (message: Message) => void>();
  #number = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#take(messageSchema.parse(JSON.parse(String(data)))));
  }

  /** The sessions of all threads, with the addresses of their scripts. */
  async sessions(): Promise<readonly { id: string; url: string }[]> {
    await this.#call('NodeWorker.enable', { waitForDebuggerOnStart: false });
    return this.#sessions;
  }

  /** The value of an expression in a thread, once it runs no other code. */
  async evaluate(sessionId: string, expression: string): Promise<unknown> {
    const number = ++this.#number;
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#waiting.set(number, resolve);
    const message = JSON.stringify({
      ...{ id: number, method: 'Runtime.evaluate' },
      params: { expression, returnByValue: true },
    });
    await this.#call('NodeWorker.sendMessageToWorker', { sessionId, message });
    return (await promise).result?.result?.value;
  }

  async #call(method: string, params: object): Promise<Message> {
    const id = ++this.#number;
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#waiting.set(id, resolve);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return promise;
  }

  #take({ method, params, ...answer }: Message): void {
    if (method === 'NodeWorker.attachedToWorker' && params?.sessionId) {
      this.#sessions.push({ id: params.sessionId, url: params.workerInfo?.url ?? '' });
    }
    if (method === 'NodeWorker.receivedMessageFromWorker') {
      this.#take(messageSchema.parse(JSON.parse(params?.message ?? '{}')));
    }
    if (answer.id === undefined) return;
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}
