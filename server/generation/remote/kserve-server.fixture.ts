import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';

const requestSchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  parameters: z.record(z.string(), z.looseObject({ int64_param: z.number().optional() })),
  inputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()) })),
  outputs: z.array(z.object({ name: z.string() })),
  raw_input_contents: z.array(z.instanceof(Buffer)),
});

/** A request as it came over the network. */
export interface HeardRequest {
  inputs: Map<string, { datatype: string; shape: number[]; data: Buffer }>;
  outputs: string[];
  parameters: Map<string, number | undefined>;
  /** The header of W3C Trace Context, if there was one. */
  trace: string | undefined;
}

export interface AnsweredTensor {
  name: string;
  datatype: string;
  shape: number[];
  data: ArrayBufferView;
}

/** A server of the KServe v2 protocol over real connections, whose model a test writes. */
export class KServeServer {
  readonly port: number;
  readonly requests: HeardRequest[] = [];
  /** Milliseconds that each answer takes. */
  delay = 0;
  readonly #answer: (request: HeardRequest) => AnsweredTensor[];
  #server: grpc.Server | undefined;

  private constructor(port: number, answer: (request: HeardRequest) => AnsweredTensor[]) {
    this.port = port;
    this.#answer = answer;
  }

  static async start(answer: (request: HeardRequest) => AnsweredTensor[]): Promise<KServeServer> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    if (address === null || typeof address === 'string') throw new Error('there is no port');
    probe.close();
    await once(probe, 'close');
    const server = new KServeServer(address.port, answer);
    await server.resume();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Listens again after {@link kill}. */
  async resume(): Promise<void> {
    const file = join(import.meta.dirname, 'kserve.proto');
    const loaded = grpc.loadPackageDefinition(
      loadSync(file, { keepCase: true, longs: Number, defaults: true }),
    );
    const service = definitionIn(loaded);
    const server = new grpc.Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
    server.addService(service, {
      ModelInfer: (call: grpc.ServerUnaryCall<unknown, unknown>, done: grpc.sendUnaryData<unknown>) => {
        const [trace] = call.metadata.get('traceparent');
        const heard = { ...heardRequest(call.request), trace: trace?.toString() };
        this.requests.push(heard);
        setTimeout(() => this.#reply(heard, done), this.delay);
      },
    });
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(this.address, grpc.ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
    this.#server = server;
  }

  /** Ends all connections at once. */
  kill(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  #reply(heard: HeardRequest, done: grpc.sendUnaryData<unknown>): void {
    try {
      const outputs = this.#answer(heard);
      done(null, {
        outputs: outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
        raw_output_contents: outputs.map(({ data }) =>
          Buffer.from(data.buffer, data.byteOffset, data.byteLength),
        ),
      });
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      done({ code: grpc.status.INTERNAL, details });
    }
  }
}

function heardRequest(message: unknown): Omit<HeardRequest, 'trace'> {
  const request = requestSchema.parse(message);
  return {
    inputs: new Map(
      request.inputs.map(({ name, datatype, shape }, i) => [
        name,
        { datatype, shape, data: request.raw_input_contents[i] },
      ]),
    ),
    outputs: request.outputs.map(({ name }) => name),
    parameters: new Map(
      Object.entries(request.parameters).map(([name, { int64_param: value }]) => [name, value]),
    ),
  };
}

function definitionIn(loaded: grpc.GrpcObject): grpc.ServiceDefinition {
  const scope = loaded.inference;
  const found = 'GRPCInferenceService' in scope ? scope.GRPCInferenceService : undefined;
  if (typeof found !== 'function' || !('service' in found)) throw new Error('kserve.proto has no service');
  return found.service;
}
