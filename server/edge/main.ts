import { ConfigError } from '../config/config.ts';
import { createLog } from '../log.ts';
import { openMetricsServer } from '../metrics/open-metrics.ts';
import { openTracing } from '../tracing/open-tracing.ts';
import { edgeHelp, readEdgeConfig } from './edge-config.ts';
import { EdgeProcess } from './edge-process.ts';

/** Starts an edge. Returns the exit status if it cannot start; undefined if it runs. */
async function main(): Promise<number | undefined> {
  const config = readEdgeConfig(process.argv.slice(2), process.env);
  if (config === 'help') {
    process.stdout.write(edgeHelp());
    return 0;
  }
  const log = createLog({ level: config.logLevel });
  if (process.argv.some((text) => text.startsWith('--secret'))) {
    log.warn(
      '--secret is on the command line, where every list of processes shows it; set WORLDROOM_SECRET instead.',
    );
  }
  const tracing = await openTracing(config, 'worldroom-edge', log);
  const edge = await EdgeProcess.start(config, log);
  const metrics = await openMetricsServer(
    config,
    async () => new (await import('../metrics/edge-metrics.ts')).EdgeMetrics(edge),
    log,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void edge
        .close()
        .then(() => metrics?.close())
        .then(() => tracing?.close())
        .then(() => process.exit(0));
    });
  }
  process.stdout.write('The edge is ready.\n');
  return undefined;
}

try {
  const status = await main();
  if (status !== undefined) process.exitCode = status;
} catch (error) {
  const isFault = !(error instanceof ConfigError) && !(error instanceof Error && error.name === 'MediaError');
  const text =
    error instanceof Error ? (isFault ? (error.stack ?? error.message) : error.message) : String(error);
  process.stderr.write(`The edge cannot start.\n${text}\n`);
  process.exit(1);
}
