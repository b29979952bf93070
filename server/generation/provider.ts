import type { Log } from '../log.ts';
import type { ProviderName } from './session.ts';

/** The configured execution provider. `auto` uses the fastest that works. */
export type RequestedProvider = ProviderName | 'auto';

export interface ProviderChoice {
  name: ProviderName;
  /** A sentence for people: what was chosen, and why. */
  reason: string;
}

export interface ProviderTrials {
  /** Providers in this build of ONNX Runtime, as listSupportedBackends() returns them. */
  available: readonly { name: string; bundled: boolean }[];
  /** Why providers cannot be used at all. Those that are left out may work. */
  probe(providers: readonly ProviderName[]): Promise<Partial<Record<ProviderName, string>>>;
  /**
   * Runs the pack's graphs once on a provider. Resolves to milliseconds for a view. Rejects with the reason
   * if it does not work.
   */
  trial(provider: ProviderName): Promise<number>;
  logger: Pick<Log, 'info' | 'warn'>;
}

/** Most views in one run of the graphs. */
export const batchLimit: Record<ProviderName, number> = {
  // One thread draws two views no faster together, and a free worker can take the second.
  cpu: 1,
  webgpu: 16,
  cuda: 64,
};

/** Providers that `auto` tries before the CPU. */
const accelerators: readonly ProviderName[] = ['cuda', 'webgpu'];

const remedies: Record<ProviderName, string> = {
  cuda: 'Install the CUDA 12 files of onnxruntime-node (its install script fetches them) and a recent NVIDIA driver, or choose provider "auto".',
  webgpu: 'It needs a GPU with a Vulkan, Metal or Direct3D 12 driver; without one choose provider "auto".',
  cpu: 'Check that the pack belongs to this version of the engine.',
};

/**
 * Chooses the provider. A provider given by name must work. `auto` compares the time of every working
 * accelerator with the CPU's, and falls back to the CPU with a warning.
 *
 * @throws Error if a provider given by name does not work
 */
export async function chooseProvider(
  requested: RequestedProvider,
  trials: ProviderTrials,
): Promise<ProviderChoice> {
  if (requested !== 'auto') return chooseByName(requested, trials);
  const { trial, logger } = trials;
  const built = accelerators.filter((name) => trials.available.some((provider) => provider.name === name));
  const unusable = built.length > 0 ? await trials.probe(built) : {};
  const fastest: { name: ProviderName; milliseconds: number }[] = [];
  const failures: string[] = [];
  for (const name of accelerators) {
    const build = trials.available.find((provider) => provider.name === name);
    if (!build) continue;
    try {
      const reason = unusable[name];
      if (reason !== undefined) throw new Error(reason);
      fastest.push({ name, milliseconds: await trial(name) });
    } catch (error) {
      const problem = firstLine(error);
      failures.push(`${name} does not work here`);
      // Files that were never installed are the common case and need no warning.
      const log = build.bundled ? logger.warn.bind(logger) : logger.info.bind(logger);
      log({ provider: name, problem }, `${name} does not work here; falling back. ${remedies[name]}`);
    }
  }
  if (fastest.length === 0) {
    return { name: 'cpu', reason: `cpu, since ${failures.join(' and ') || 'there is no accelerator'}` };
  }
  fastest.push({ name: 'cpu', milliseconds: await trial('cpu') });
  fastest.sort((a, b) => a.milliseconds - b.milliseconds);
  const times = fastest.map(({ name, milliseconds }) => `${name} ${milliseconds.toFixed(1)} ms`);
  return {
    name: fastest[0].name,
    reason: `${fastest[0].name}, the fastest for one view: ${times.join(', ')}`,
  };
}

async function chooseByName(
  name: ProviderName,
  { available, trial }: ProviderTrials,
): Promise<ProviderChoice> {
  if (!available.some((provider) => provider.name === name)) {
    const names = available.map((provider) => provider.name).join(', ');
    throw new Error(
      `provider "${name}" is not in this build of ONNX Runtime, which has ${names}. ${remedies[name]}`,
    );
  }
  // The CPU provider always exists. The workers report a pack that it cannot run.
  if (name === 'cpu') return { name, reason: 'cpu, as configured' };
  try {
    const milliseconds = await trial(name);
    return { name, reason: `${name}, as configured: ${milliseconds.toFixed(1)} ms for one view` };
  } catch (cause) {
    throw new Error(`provider "${name}" does not work here: ${firstLine(cause)}. ${remedies[name]}`, {
      cause,
    });
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0];
}
