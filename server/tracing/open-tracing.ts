import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { OpenTracing } from './tracing-sdk.ts';

type TracingConfig = Pick<Config, 'otlpEndpoint' | 'traceShare'>;

/**
 * Has this process send traces, if it was given a collector. OpenTelemetry's SDK is loaded only then.
 *
 * @param service Which program it is: worldroom or worldroom-edge.
 */
export async function openTracing(
  { otlpEndpoint, traceShare }: TracingConfig,
  service: string,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<OpenTracing | undefined> {
  const endpoint = otlpEndpoint ?? process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || endpoint === '') return undefined;
  const { startTracing } = await import('./tracing-sdk.ts');
  const tracing = startTracing({ endpoint, share: traceShare, service, log });
  log.info({ endpoint, share: traceShare }, 'traces go to a collector');
  return tracing;
}
