import type { Config } from '../config/config.ts';
import { processUrlOf } from '../config/process-options.ts';
import type { Log } from '../log.ts';
import { LoneProcess } from './lone-process.ts';
import type { ServerProcesses } from './server-processes.ts';

type ProcessConfig = Pick<
  Config,
  'redis' | 'processAddress' | 'processUrl' | 'publicUrl' | 'tlsCert' | 'secret'
>;

/**
 * The processes that a server is one of, by its options. The clients of Redis are loaded only by a server that uses it.
 *
 * @throws ConfigError if Redis cannot be used
 */
export async function openProcesses(config: ProcessConfig, log: Log): Promise<ServerProcesses> {
  const { redis, processAddress: address, secret } = config;
  if (redis === undefined || address === undefined || secret === undefined) return new LoneProcess();
  const { RedisProcesses } = await import('./redis-processes.ts');
  return RedisProcesses.open({ redis, address, url: processUrlOf(config), secret, log });
}
