import { startThread } from '../threads/start-thread.ts';
import type { ProviderName } from './session.ts';

/** What the thread is given. */
export interface ProbeSetting {
  providers: readonly ProviderName[];
  /** Path of a small graph that every provider runs. */
  file: string;
}

/** What the thread answers: for each provider that cannot open the graph, why. */
export type ProbeAnswer = Partial<Record<ProviderName, string>>;

const script = new URL('./provider-probe-worker.ts', import.meta.url);

/**
 * Finds out which providers cannot even open a graph, mostly for want of a device or a driver. That takes a thread that
 * loads nothing but ONNX Runtime, and spares the start a whole view worker for each of them.
 */
export function probeProviders(setting: ProbeSetting): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const thread = startThread(script, setting);
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) =>
      reject(new Error(`the thread that probes providers ended with code ${code}`)),
    );
  });
}
