import type { Config } from '../config/config.ts';
import { metricsPlace } from '../config/metrics-options.ts';
import type { Log } from '../log.ts';
import type { MetricsSources } from './engine-metrics.ts';

/** Figures that Prometheus can ask for, until they are closed. */
export interface OpenMetrics {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Has the process answer Prometheus, if it was given an address for that. prom-client is loaded only then.
 *
 * @throws ListenError if the address cannot be bound
 */
export async function openMetrics(
  { metricsAddress, metricsToken: token }: Pick<Config, 'metricsAddress' | 'metricsToken'>,
  sources: MetricsSources,
  log: Log,
): Promise<OpenMetrics | undefined> {
  if (metricsAddress === undefined) return undefined;
  const [{ EngineMetrics }, { MetricsServer }] = await Promise.all([
    import('./engine-metrics.ts'),
    import('./metrics-server.ts'),
  ]);
  const metrics = new EngineMetrics(sources);
  const { name: host, port } = metricsPlace(metricsAddress);
  const server = new MetricsServer({
    ...{ host, port, token, contentType: metrics.registry.contentType },
    figures: () => metrics.text(),
    failed: (err) => log.error({ err }, 'the figures for Prometheus could not be read'),
  });
  await server.listen();
  log.info({ host, port: server.port }, 'Prometheus gets figures at /metrics');
  return server;
}
