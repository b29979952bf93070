import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';
import { traceHeader } from '../../tracing/carried-context.ts';
import { KServeError } from './kserve-error.ts';
import type { TensorType } from './view-model.ts';

/** A tensor of a request: its numbers in row-major order, rows first. */
export interface InputTensor {
  name: string;
  type: TensorType;
  shape: readonly number[];
  data: ArrayBufferView;
}

/** A call of one model. */
export interface InferCall {
  model: string;
  version: string;
  inputs: readonly InputTensor[];
  /** Names of the outputs that are wanted. */
  outputs: readonly string[];
  /** Milliseconds until the call is given up; the server refuses it as well if it still waits then. */
  deadline: number;
  /** 1 goes first. Servers that know no priorities take no notice. */
  priority: 1 | 2 | 3;
  /** The trace that it belongs to, for the header of W3C Trace Context. */
  trace?: string | undefined;
}

/** Raw contents of the outputs by name, little-endian. */
export type InferAnswer = ReadonlyMap<string, Buffer>;

/** Executions of a model by the number of rows that were drawn together, as Triton counts them. */
export interface BatchStatistics {
  rows: number;
  /** Requests that were answered. There are fewer executions where several were taken together. */
  requests: number;
  executions: number;
  batches: { size: number; executions: number }[];
}

/** Bytes of the largest message. gRPC's own limit is 4 MB, which a batch of views exceeds. */
const largestMessage = 64 * 1024 * 1024;
/** Bytes that the server may send without hearing from here: a batch of views, which must not take several round trips. */
const flowWindow = 16 * 1024 * 1024;
/** Milliseconds between attempts to connect. */
const reconnection = { least: 100, most: 1_000 };

const batchSchema = z.object({ batch_size: z.number(), compute_infer: z.object({ count: z.number() }) });
const statisticsSchema = z.object({
  model_stats: z.array(
    z.object({
      inference_count: z.number(),
      execution_count: z.number(),
      inference_stats: z.object({ success: z.object({ count: z.number() }) }),
      batch_stats: z.array(batchSchema),
    }),
  ),
});
const contentsSchema = z.object({
  uint_contents: z.array(z.number()).default([]),
});
const answerSchema = z.object({
  outputs: z.array(z.object({ name: z.string(), datatype: z.string(), contents: contentsSchema.nullish() })),
  raw_output_contents: z.array(z.instanceof(Buffer)),
});
const readySchema = z.object({ ready: z.boolean() });
const metadataSchema = z.object({ name: z.string(), version: z.string() });

/** A client of a server that speaks the KServe v2 protocol over gRPC. */
export class KServeClient {
  readonly address: string;
  readonly #client: grpc.Client;
  readonly #methods: grpc.ServiceDefinition;
  /** Bytes of tensors since the start. */
  readonly bytes = { sent: 0, received: 0 };

  /** @param address Host and port, such as triton:8001. */
  constructor(address: string) {
    this.address = address;
    const definition = loadSync(join(import.meta.dirname, 'kserve.proto'), {
      keepCase: true,
      longs: Number,
      defaults: true,
    })['inference.GRPCInferenceService'];
    if (!isService(definition)) throw new Error('kserve.proto has no GRPCInferenceService');
    this.#methods = definition;
    this.#client = new grpc.Client(address, grpc.credentials.createInsecure(), {
      'grpc.max_receive_message_length': largestMessage,
      'grpc.max_send_message_length': largestMessage,
      'grpc-node.flow_control_window': flowWindow,
      'grpc.initial_reconnect_backoff_ms': reconnection.least,
      'grpc.min_reconnect_backoff_ms': reconnection.least,
      'grpc.max_reconnect_backoff_ms': reconnection.most,
      // Each client has a connection of its own.
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  /** @throws KServeError */
  async infer(call: InferCall): Promise<InferAnswer> {
    const raw = call.inputs.map(({ data }) => bytesOf(data));
    this.bytes.sent += sumOf(raw);
    const answer = answerSchema.parse(
      await this.#call('ModelInfer', call.deadline, call.trace, {
        model_name: call.model,
        model_version: call.version,
        parameters: {
          priority: { int64_param: call.priority },
          // Microseconds in the server's queue.
          timeout: { int64_param: Math.max(1, Math.round(1_000 * call.deadline)) },
        },
        inputs: call.inputs.map(({ name, type, shape }) => ({ name, datatype: type, shape })),
        outputs: call.outputs.map((name) => ({ name })),
        raw_input_contents: raw,
      }),
    );
    const contents = answer.outputs.map(({ datatype, contents: typed }, i) =>
      answer.raw_output_contents.length > 0 ? answer.raw_output_contents[i] : rawOf(datatype, typed),
    );
    this.bytes.received += sumOf(contents);
    return new Map(answer.outputs.map(({ name }, i) => [name, contents[i]]));
  }

  /** Name and version of the server. @throws KServeError */
  async server(deadline: number): Promise<{ name: string; version: string }> {
    return metadataSchema.parse(await this.#call('ServerMetadata', deadline, undefined, {}));
  }

  /** Whether the server can run a model. @throws KServeError */
  async isReady(model: string, version: string, deadline: number): Promise<boolean> {
    return readySchema.parse(await this.#call('ModelReady', deadline, undefined, { name: model, version }))
      .ready;
  }

  /** What Triton counted of a model since it was loaded. Other servers refuse. @throws KServeError */
  async statistics(model: string, deadline: number): Promise<BatchStatistics> {
    const answer = await this.#call('ModelStatistics', deadline, undefined, { name: model });
    const [counted] = statisticsSchema.parse(answer).model_stats;
    return {
      rows: counted.inference_count,
      requests: counted.inference_stats.success.count,
      executions: counted.execution_count,
      batches: counted.batch_stats.map(({ batch_size: size, compute_infer: { count } }) => ({
        size,
        executions: count,
      })),
    };
  }

  /** Ends the connection; calls that run fail. Idempotent. */
  close(): void {
    this.#client.close();
  }

  #call(method: string, deadline: number, trace: string | undefined, request: object): Promise<unknown> {
    const metadata = new grpc.Metadata();
    if (trace !== undefined) metadata.set(traceHeader, trace);
    const { path, requestSerialize, responseDeserialize } = this.#methods[method];
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        { deadline: Date.now() + deadline },
        (error, answer) => {
          if (error === null) resolve(answer);
          else reject(errorOf(error));
        },
      );
    });
  }
}

function errorOf(error: grpc.ServiceError): KServeError {
  const { UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED } = grpc.status;
  if (error.code === DEADLINE_EXCEEDED) return new KServeError('late', error.details, error);
  // Triton says UNAVAILABLE too when a request waited too long in its queue.
  if (/timeout expired/i.test(error.details)) return new KServeError('late', error.details, error);
  const isGone = error.code === UNAVAILABLE || error.code === CANCELLED;
  return new KServeError(isGone ? 'gone' : 'refused', error.details, error);
}

function isService(definition: unknown): definition is grpc.ServiceDefinition {
  return typeof definition === 'object' && definition !== null && 'ModelInfer' in definition;
}

/** The same memory, without a copy. */
function bytesOf(data: ArrayBufferView): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** The raw form of an answer's typed contents, as some servers give them. */
function rawOf(datatype: string, contents: z.output<typeof contentsSchema> | null | undefined): Buffer {
  const numbers = contents?.uint_contents ?? [];
  if (datatype === 'UINT8') return Buffer.from(numbers);
  if (datatype === 'UINT16') return bytesOf(Uint16Array.from(numbers));
  throw new KServeError('refused', `the server answered with ${datatype}`);
}

function sumOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
