/** The thread behind provider-probe.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import type { ProbeAnswer, ProbeSetting } from './provider-probe.ts';

const { providers, file }: ProbeSetting = workerData;
const answer: ProbeAnswer = {};
for (const name of providers) {
  try {
    const session = await InferenceSession.create(file, { executionProviders: [name], logSeverityLevel: 3 });
    await session.release();
  } catch (error) {
    answer[name] = error instanceof Error ? error.message : String(error);
  }
}
parentPort?.postMessage(answer);
