import { randomUUID } from 'node:crypto';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';

/** Traces that go to a collector, until they are closed. */
export interface OpenTracing {
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** Address of the collector, without the path of a signal. */
  endpoint: string;
  /** Of traces that begin here; those that began elsewhere are continued if they are recorded there. */
  share: number;
  service: string;
  log: Pick<Log, 'warn'>;
}

/** Milliseconds between two messages to the collector. */
const interval = 1_000;
/** Milliseconds between two warnings about a collector that does not take traces. */
const warningInterval = 60_000;

/** Sends traces by OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp). There is one for a process. */
export function startTracing({ endpoint, share, service, log }: TracingOptions): OpenTracing {
  const url = new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': randomUUID(),
      'process.pid': process.pid,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }), scheduledDelayMillis: interval }),
    ],
  });
  let warnedAt = Number.NEGATIVE_INFINITY;
  setGlobalErrorHandler((err) => {
    const now = performance.now();
    if (now - warnedAt < warningInterval) return;
    warnedAt = now;
    log.warn({ err, url }, 'the collector does not take traces');
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return { close: () => provider.shutdown() };
}
