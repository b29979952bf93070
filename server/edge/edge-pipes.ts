import { randomUUID } from 'node:crypto';
import type { DataProducer, PipeTransport, Producer, Router } from 'mediasoup/types';
import { type EdgeRequest, type OriginEvent, pipeEndSchema } from './edge-messages.ts';
import { connectPipe, endOf, openPipe, type PipeAddress } from './pipe-transport.ts';

/** A stream of the origin that can be sent to an edge. */
export interface PipeSource {
  /** What is sent: media, or messages. */
  readonly producer: { media: Producer } | { maps: DataProducer };
  /** Where it is produced. */
  readonly router: Router;
  /** An edge asks for a keyframe. */
  requestKeyframe(): void;
  /** Some viewers of an edge cannot take all frames, until the returned function is called. */
  thin?(): () => void;
  /** Has it made while it is sent; the returned function ends that. */
  use?(): () => void;
}

export interface EdgePipesOptions {
  ask(request: EdgeRequest): Promise<unknown>;
  tell(event: OriginEvent): void;
  /** Where this side listens, and its address of the connection to the edge. */
  address: PipeAddress;
  local: string;
}

interface Pipe {
  readonly id: string;
  readonly opening: Promise<PipeTransport>;
  /** Streams that it carries. */
  streams: number;
}

interface Carried {
  readonly source: PipeSource;
  readonly done: Promise<void>;
  /** Requests of viewers for it that the edge has not answered. */
  asked: number;
  /** Viewers of the edge can take all frames again. Undefined while they can. */
  whole?: (() => void) | undefined;
  end(): void;
}

/**
 * The streams that go from an origin to one edge: each once, however many watch it there, from the first viewer until
 * nobody has watched it for a while. All streams of a media worker share one pipe, which ends with the last of them.
 */
export class EdgePipes {
  readonly #options: EdgePipesOptions;
  readonly #pipes = new Map<Router, Pipe>();
  /** By the id of the producer. */
  readonly #carried = new Map<string, Carried>();
  #isClosed = false;

  constructor(options: EdgePipesOptions) {
    this.#options = options;
  }

  /** Streams that are sent. */
  get size(): number {
    return this.#carried.size;
  }

  /** Sends a stream, if it is not sent already, and keeps it until `act` is done, which asks the edge for it. */
  async carry<T>(source: PipeSource, act: (producer: string) => Promise<T>): Promise<T> {
    const id = idOf(source);
    const carried = this.#carried.get(id) ?? this.#begin(id, source);
    carried.asked++;
    try {
      await carried.done;
      return await act(id);
    } finally {
      carried.asked--;
    }
  }

  /** Nobody watches a stream at the edge. */
  idle(id: string): void {
    const carried = this.#carried.get(id);
    if (carried !== undefined && carried.asked === 0) carried.end();
  }

  requestKeyframe(id: string): void {
    this.#carried.get(id)?.source.requestKeyframe();
  }

  /** Some viewers of the edge cannot take all frames of a stream, or all can again. */
  setThin(id: string, isThin: boolean): void {
    const carried = this.#carried.get(id);
    if (carried === undefined || isThin === (carried.whole !== undefined)) return;
    carried.whole?.();
    carried.whole = isThin ? carried.source.thin?.() : undefined;
  }

  close(): void {
    this.#isClosed = true;
    for (const carried of [...this.#carried.values()]) carried.end();
    for (const { opening } of this.#pipes.values()) close(opening);
    this.#pipes.clear();
  }

  #begin(id: string, source: PipeSource): Carried {
    const pipe = this.#pipeOf(source.router);
    const unused = source.use?.();
    let isEnded = false;
    let consumer: { close(): void } | undefined;
    const end = () => {
      if (isEnded) return;
      isEnded = true;
      unused?.();
      carried.whole?.();
      if (this.#carried.get(id) === carried) this.#carried.delete(id);
      consumer?.close();
      this.#options.tell({ event: 'streamEnded', producer: id });
      this.#leave(source.router, pipe);
    };
    const send = async () => {
      const transport = await pipe.opening;
      const opened = await this.#send(transport, pipe.id, source);
      consumer = opened;
      // The stream ended, its worker died, or the pipe did.
      opened.observer.once('close', end);
      if (opened.closed || isEnded || this.#isClosed) {
        opened.close();
        end();
        throw new Error('the stream has ended');
      }
    };
    const done = send().catch((error: unknown) => {
      end();
      throw error;
    });
    const carried: Carried = { source, done, asked: 0, end };
    this.#carried.set(id, carried);
    return carried;
  }

  /** Has the edge take a stream. Returns what sends it. */
  async #send(transport: PipeTransport, pipe: string, { producer }: PipeSource): Promise<Sender> {
    if ('media' in producer) {
      const { id, kind } = producer.media;
      const consumer = await transport.consume({ producerId: id });
      const { rtpParameters } = consumer;
      await this.#options.ask({ method: 'produce', pipe, producer: id, kind, rtpParameters });
      return consumer;
    }
    const { id } = producer.maps;
    const consumer = await transport.consumeData({ dataProducerId: id });
    const { sctpStreamParameters, label, protocol } = consumer;
    if (sctpStreamParameters === undefined) throw new Error('the pipe carries no messages');
    const stream = { sctpStreamParameters, label, protocol };
    await this.#options.ask({ method: 'produceData', pipe, producer: id, ...stream });
    return consumer;
  }

  #pipeOf(router: Router): Pipe {
    const pipe = this.#pipes.get(router) ?? this.#open(router);
    pipe.streams++;
    return pipe;
  }

  #open(router: Router): Pipe {
    const { ask, address, local } = this.#options;
    const id = randomUUID();
    const open = async () => {
      const transport = await openPipe(router, address, local);
      try {
        const end = pipeEndSchema.parse(await ask({ method: 'pipe', pipe: id, end: endOf(transport) }));
        await connectPipe(transport, end);
      } catch (error) {
        transport.close();
        throw error;
      }
      return transport;
    };
    const pipe: Pipe = { id, opening: open(), streams: 0 };
    pipe.opening.catch(() => {});
    this.#pipes.set(router, pipe);
    return pipe;
  }

  #leave(router: Router, pipe: Pipe): void {
    pipe.streams--;
    if (pipe.streams > 0 || this.#pipes.get(router) !== pipe) return;
    this.#pipes.delete(router);
    close(pipe.opening);
    this.#options.tell({ event: 'pipeEnded', pipe: pipe.id });
  }
}

/** What sends a stream through a pipe. */
interface Sender {
  readonly closed: boolean;
  readonly observer: { once(event: 'close', listener: () => void): unknown };
  close(): void;
}

function idOf({ producer }: PipeSource): string {
  return 'media' in producer ? producer.media.id : producer.maps.id;
}

function close(opening: Promise<PipeTransport>): void {
  opening.then(
    (transport) => transport.close(),
    () => {},
  );
}
