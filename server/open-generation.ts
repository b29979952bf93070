import { type Config, ConfigError } from './config/config.ts';
import type { WorldModel } from './contracts/world-model.ts';
import { Generator } from './generation/generator.ts';
import { ladderOf } from './governor/ladder.ts';
import type { Log } from './log.ts';
import type { Pack } from './pack/pack.ts';

/** What draws views, moves bodies and fills in tiles. */
export type Generation = WorldModel & Pick<Generator, 'load' | 'provider' | 'close'>;

type GenerationConfig = Pick<
  Config,
  'provider' | 'workers' | 'conditioning' | 'generation' | 'generationDeadline'
>;

/**
 * Starts generation, by the options: in this process, or by a server of views with this process behind it. The client of
 * such a server is loaded only where there is one.
 *
 * @throws ConfigError if the server draws another pack
 */
export async function openGeneration(config: GenerationConfig, pack: Pack, log: Log): Promise<Generation> {
  const local = await Generator.create(pack, {
    provider: config.provider,
    workers: config.workers,
    ready: 'first',
    conditioning: config.conditioning,
    logger: log,
  });
  if (config.generation === undefined) return local;
  try {
    const { RemoteGeneration } = await import('./generation/remote/remote-generation.ts');
    return await RemoteGeneration.open({
      address: new URL(config.generation).host,
      manifest: pack.manifest,
      local,
      deadline: config.generationDeadline,
      fewestKeyframes: ladderOf(pack.manifest).at(-1)?.keyframes ?? pack.manifest.memory.slots - 1,
      logger: log,
    });
  } catch (error) {
    await local.close();
    if (!(error instanceof Error) || error.name !== 'OtherModelError') throw error;
    throw new ConfigError(`--generation (${config.generation}): ${error.message}`, { cause: error });
  }
}
