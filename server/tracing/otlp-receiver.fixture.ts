import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';

/** A span as it came. Ids are hexadecimal. */
export interface ReceivedSpan {
  /** The program that sent it. */
  service: string;
  trace: string;
  id: string;
  /** Empty for a root. */
  parent: string;
  name: string;
}

const attributeSchema = z.object({
  key: z.string(),
  value: z.object({ stringValue: z.string().optional() }).nullish(),
});
const requestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attributeSchema) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string().length(32),
              spanId: z.string().length(16),
              parentSpanId: z.string().default(''),
              name: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** A collector that keeps the spans that it gets by OTLP over HTTP, as JSON or protocol buffers. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** Faults of requests; there are none from programs that keep to the protocol. */
  readonly faults: unknown[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OtlpReceiver> {
    const server = createServer((request, response) => {
      void buffer(request)
        .then((body) => {
          if (request.method !== 'POST' || request.url !== '/v1/traces') throw new Error(`${request.url}?`);
          const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
          receiver.#take(bytes, request.headers['content-type'] ?? '');
          response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        })
        .catch((error: unknown) => {
          receiver.faults.push(error);
          response.writeHead(400).end();
        });
    });
    const receiver = new OtlpReceiver(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** The spans of one trace. */
  traceOf(id: string): ReceivedSpan[] {
    return this.spans.filter(({ trace }) => trace === id);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(body: Buffer, type: string): void {
    const message = type.includes('json') ? JSON.parse(body.toString('utf8')) : fromProtobuf(body);
    for (const { resource, scopeSpans } of requestSchema.parse(message).resourceSpans) {
      const named = resource.attributes.find(({ key }) => key === 'service.name');
      const service = named?.value?.stringValue ?? '';
      for (const { traceId, spanId, parentSpanId, name } of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({ service, trace: traceId, id: spanId, parent: parentSpanId, name });
      }
    }
  }
}

/** Ids are bytes in protocol buffers, and hexadecimal in JSON. */
function fromProtobuf(body: Buffer): unknown {
  const loaded = loadSync(join(import.meta.dirname, 'otlp.proto'), { defaults: true });
  const service = loaded['opentelemetry.TraceService'];
  if (!('Export' in service)) throw new Error('otlp.proto has no service');
  const { requestDeserialize } = z
    .object({
      requestDeserialize: z.custom<(bytes: Buffer) => object>((value) => typeof value === 'function'),
    })
    .parse(service.Export);
  const message: unknown = requestDeserialize(body);
  return JSON.parse(
    JSON.stringify(message, (_, value: unknown) => {
      const bytes = z.object({ type: z.literal('Buffer'), data: z.array(z.int()) }).safeParse(value);
      return bytes.success ? Buffer.from(bytes.data.data).toString('hex') : value;
    }),
  );
}
