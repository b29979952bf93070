import { WebSocket } from 'ws';
import { z } from 'zod';
import { NoticeError } from '../contracts/notice-error.ts';
import { carriedContext, withinCarried } from '../tracing/carried-context.ts';
import { SpanKind, spanned } from '../tracing/spans.ts';
import { type Envelope, envelopeSchema } from './edge-messages.ts';

/** Milliseconds between two pings. The other side is gone when this many were not answered. */
export const pingInterval = 1_000;
const mostUnanswered = 3;
/** Milliseconds in which a request has to be answered. */
const answerTimeout = 10_000;
/** Most bytes of one message. */
export const messageLimit = 256 * 1024;

/** The other side is gone, or does not answer. */
export class ChannelError extends Error {
  override name = 'ChannelError';
}

export interface ChannelHandlers<Event> {
  /** Answers a request of the other side. A NoticeError reaches it as one. */
  request?(request: unknown): Promise<unknown>;
  event(event: Event): void;
  /** Called once, when the channel has ended. */
  closed(reason: string): void;
}

interface Asked {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Requests, answers and events between an origin and an edge over one WebSocket, which tells soon when one of them dies. */
export class EdgeChannel<Sent, Heard> {
  readonly #socket: WebSocket;
  readonly #handlers: ChannelHandlers<Heard>;
  readonly #asked = new Map<number, Asked>();
  readonly #timer: NodeJS.Timeout;
  #number = 0;
  #unanswered = 0;
  #isClosed = false;

  constructor(socket: WebSocket, heard: z.ZodType<Heard>, handlers: ChannelHandlers<Heard>) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on('message', (data) => this.#hear(String(data), heard));
    socket.on('pong', () => {
      this.#unanswered = 0;
    });
    socket.on('error', (error) => this.close(error.message));
    socket.on('close', (code) => this.close(`the connection ended with code ${code}`));
    this.#timer = setInterval(() => this.#ping(), pingInterval).unref();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Rejects with a NoticeError that the other side answered with, or with a ChannelError. */
  ask(request: { method: string }): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new ChannelError('the connection has ended'));
    return spanned(`edge ${request.method}`, () => this.#ask(request), {}, SpanKind.CLIENT);
  }

  #ask(request: { method: string }): Promise<unknown> {
    const id = this.#number++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#asked.delete(id);
        reject(new ChannelError(`"${request.method}" was not answered`));
      }, answerTimeout).unref();
      this.#asked.set(id, { resolve, reject, timer });
      this.#send({ kind: 'ask', id, request, trace: carriedContext() });
    });
  }

  tell(event: Sent): void {
    if (!this.#isClosed) this.#send({ kind: 'event', event });
  }

  /** Ends the connection. Idempotent. */
  close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#socket.terminate();
    for (const { reject, timer } of this.#asked.values()) {
      clearTimeout(timer);
      reject(new ChannelError(reason));
    }
    this.#asked.clear();
    this.#handlers.closed(reason);
  }

  #ping(): void {
    if (this.#unanswered < mostUnanswered) {
      this.#unanswered++;
      this.#socket.ping();
    } else this.close('pings are not answered');
  }

  #send(envelope: Envelope): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(envelope));
  }

  #hear(text: string, heard: z.ZodType<Heard>): void {
    try {
      const envelope = envelopeSchema.parse(JSON.parse(text));
      if (envelope.kind === 'event') this.#handlers.event(heard.parse(envelope.event));
      else if (envelope.kind === 'ask')
        void withinCarried(envelope.trace, () => this.#answer(envelope.id, envelope.request));
      else this.#take(envelope);
    } catch (error) {
      // The other side has the secret: this is a fault of one of the two, and nothing after it can be relied on.
      this.close(`a message could not be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  async #answer(id: number, request: unknown): Promise<void> {
    try {
      if (this.#handlers.request === undefined) throw new Error('no requests are taken here');
      const { request: answer } = this.#handlers;
      const result = await spanned(`edge ${methodOf(request)}`, () => answer(request), {}, SpanKind.SERVER);
      this.#send({ kind: 'done', id, result });
    } catch (error) {
      if (error instanceof NoticeError) return this.#send({ kind: 'refused', id, notice: error.notice });
      const text = error instanceof Error ? error.message : String(error);
      this.#send({ kind: 'failed', id, error: text.slice(0, 1_000) });
    }
  }

  #take(answer: Extract<Envelope, { kind: 'done' | 'refused' | 'failed' }>): void {
    const asked = this.#asked.get(answer.id);
    if (asked === undefined) return;
    this.#asked.delete(answer.id);
    clearTimeout(asked.timer);
    if (answer.kind === 'done') asked.resolve(answer.result);
    else if (answer.kind === 'refused') asked.reject(new NoticeError(answer.notice));
    else asked.reject(new ChannelError(answer.error));
  }
}

function methodOf(request: unknown): string {
  return z.object({ method: z.string() }).safeParse(request).data?.method ?? 'request';
}
