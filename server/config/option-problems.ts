import { edgeProblems } from './edge-options.ts';
import { engineProblems } from './engine-options.ts';
import { httpFaults } from './http-options.ts';
import { metricsProblems } from './metrics-options.ts';
import { networkProblems } from './network-options.ts';
import { processProblems } from './process-options.ts';
import { savingProblems } from './saving-options.ts';

type Options = Parameters<typeof networkProblems>[0] &
  Parameters<typeof savingProblems>[0] &
  Parameters<typeof processProblems>[0] &
  Parameters<typeof metricsProblems>[0] &
  Parameters<typeof edgeProblems>[0] &
  Parameters<typeof engineProblems>[0] &
  Parameters<typeof httpFaults>[0];

/** Contradictions between options, each under the option to change. */
export function* optionProblems(options: Options): Iterable<{ option: keyof Options; problem: string }> {
  yield* networkProblems(options);
  yield* savingProblems(options);
  yield* processProblems(options);
  yield* metricsProblems(options);
  yield* edgeProblems(options);
  yield* engineProblems(options);
  for (const { option, message: problem } of httpFaults(options)) yield { option, problem };
}
