import type { GraphName, Manifest } from '../../shared/pack.ts';
import type { ViewRequest } from '../contracts/view.ts';
import type { PackFault } from '../pack/pack-error.ts';
import type { ConditioningChoice } from './conditioning/choose-conditioner.ts';
import type { Conditioner } from './conditioning/conditioner.ts';
import type { SampledViews } from './sampler.ts';
import type { ProviderName } from './session.ts';

/** What conditions a worker's views, and why. */
export interface ConditioningReport {
  name: Conditioner['name'];
  reason: string;
}

/** What a generation worker is started with. */
export interface WorkerSetting {
  /** `views` draws, `motion` moves bodies. */
  role: 'views' | 'motion';
  provider: ProviderName;
  /** What conditions views on the CPU. */
  conditioning: ConditioningChoice;
  manifest: Manifest;
  /** Absolute path of each graph. */
  files: Partial<Record<GraphName, string>>;
}

/** From the main thread; a worker has one job at a time. Arrays lie in shared memory. */
export type WorkerJob =
  | { kind: 'sample'; requests: readonly ViewRequest[]; warp: boolean }
  /** features [bodies, motionFeatures]. */
  | { kind: 'move'; features: Float32Array; bodies: number }
  | { kind: 'close' };

/** From a worker: `ready` or `failed` once, then one answer a job. */
export type WorkerAnswer =
  /** Milliseconds that a warm worker needs for an empty view; 0 for motion. */
  | { kind: 'ready'; milliseconds: number; conditioning?: ConditioningReport }
  | { kind: 'sampled'; result: SampledViews }
  /** changes [bodies, motionOutputs]. */
  | { kind: 'moved'; changes: Float32Array }
  /** The job could not be done, or (before `ready`) the worker cannot work at all; `fault` when the pack is to blame. */
  | { kind: 'failed'; error: Error; fault?: PackFault };
