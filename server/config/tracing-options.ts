import { z } from 'zod';
import { metricsOptions } from './metrics-options.ts';

/** Traces for OpenTelemetry. */
export const tracingOptions = {
  otlpEndpoint: z
    .url({
      protocol: /^https?$/,
      error: 'must be an address with http: or https:, such as http://127.0.0.1:4318',
    })
    .optional()
    .describe(
      'Address of an OpenTelemetry collector that takes traces by OTLP over HTTP, such as http://127.0.0.1:4318; OTEL_EXPORTER_OTLP_ENDPOINT when left out, and no traces without either.',
    ),
  traceShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('Share of ticks and of media requests that are traced, from 0 to 1.'),
};

/** All by which a process is watched over. */
export const observingOptions = { ...metricsOptions, ...tracingOptions };
