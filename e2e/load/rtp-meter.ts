import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { z } from 'zod';

/** What a socket received since it was asked last. */
export const receivedSchema = z.object({
  /** Streams of which something came. */
  streams: z.int(),
  packets: z.int(),
  /** Of RTP packets with their headers, without those of UDP and IP. */
  bytes: z.int(),
  /** Pictures: RTP sets the marker at the last packet of each (RFC 7741, section 4.1). */
  frames: z.int(),
  /** Packets that are missing by their sequence numbers. */
  lost: z.int(),
});
export type Received = z.infer<typeof receivedSchema>;

interface StreamCount {
  packets: number;
  bytes: number;
  frames: number;
  /** Sequence number before the first packet, and the highest so far, without wrapping. */
  before: number;
  highest: number;
}

/** Sequence numbers have 16 bits. */
const cycle = 2 ** 16;

/** Receives RTP of many streams on a UDP socket, one a source port, and counts. Headers of SRTP are readable. */
export class RtpMeter {
  readonly port: number;
  readonly #socket: Socket;
  readonly #streams = new Map<number, StreamCount>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (packet, { port }) => this.#take(packet, port));
  }

  static async open(): Promise<RtpMeter> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 16 * 2 ** 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpMeter(socket);
  }

  read(): Received {
    const received: Received = { streams: 0, packets: 0, bytes: 0, frames: 0, lost: 0 };
    for (const stream of this.#streams.values()) {
      received.streams += stream.packets > 0 ? 1 : 0;
      received.packets += stream.packets;
      received.bytes += stream.bytes;
      received.frames += stream.frames;
      received.lost += Math.max(0, stream.highest - stream.before - stream.packets);
      Object.assign(stream, { packets: 0, bytes: 0, frames: 0, before: stream.highest });
    }
    return received;
  }

  close(): void {
    this.#socket.close();
  }

  #take(packet: Buffer, source: number): void {
    const type = packet[1];
    // RTCP (RFC 5761, section 4).
    if (packet.length < 12 || (type >= 192 && type <= 223)) return;
    const sequence = packet.readUInt16BE(2);
    const stream = this.#streams.get(source) ?? this.#first(source, sequence);
    const ahead = (((sequence - stream.highest) % cycle) + cycle) % cycle;
    // More than half a cycle ahead is behind: a packet that was overtaken.
    if (ahead < cycle / 2) stream.highest += ahead;
    stream.packets++;
    stream.bytes += packet.length;
    if ((type & 0x80) !== 0) stream.frames++;
  }

  #first(source: number, sequence: number): StreamCount {
    const stream = { packets: 0, bytes: 0, frames: 0, before: sequence - 1, highest: sequence - 1 };
    this.#streams.set(source, stream);
    return stream;
  }
}
