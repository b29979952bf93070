import type { Config } from '../config/config.ts';
import { metricsPlace } from '../config/metrics-options.ts';
import type { Log } from '../log.ts';
import type { MetricsSources } from './engine-metrics.ts';

/** Figures that Prometheus can ask for, until they are closed. */
export interface OpenMetrics {
  readonly port: number;
  close(): Promise<void>;
}

/** The figures of a process. */
interface Figures {
  readonly registry: { readonly contentType: string };
  text(): Promise<string>;
}

type MetricsConfig = Pick<Config, 'metricsAddress' | 'metricsToken'>;

/** Has a server answer Prometheus, as {@link openMetricsServer} does. prom-client is loaded only then. */
export function openMetrics(
  config: MetricsConfig,
  sources: MetricsSources,
  log: Log,
): Promise<OpenMetrics | undefined> {
  return openMetricsServer(
    config,
    async () => new (await import('./engine-metrics.ts')).EngineMetrics(sources),
    log,
  );
}

/**
 * Has a process answer Prometheus, if it was given an address for that.
 *
 * @param load Makes the figures; called only then.
 * @throws ListenError if the address cannot be bound
 */
export async function openMetricsServer(
  { metricsAddress, metricsToken: token }: MetricsConfig,
  load: () => Promise<Figures>,
  log: Log,
): Promise<OpenMetrics | undefined> {
  if (metricsAddress === undefined) return undefined;
  const [figures, { MetricsServer }] = await Promise.all([load(), import('./metrics-server.ts')]);
  const { name: host, port } = metricsPlace(metricsAddress);
  const server = new MetricsServer({
    ...{ host, port, token, contentType: figures.registry.contentType },
    figures: () => figures.text(),
    failed: (err) => log.error({ err }, 'the figures for Prometheus could not be read'),
  });
  await server.listen();
  log.info({ host, port: server.port }, 'Prometheus gets figures at /metrics');
  return server;
}
