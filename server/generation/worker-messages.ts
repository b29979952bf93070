import type { GraphName, Manifest } from '../../shared/pack.ts';
import type { ViewRequest } from '../contracts/view.ts';
import type { PackFault } from '../pack/pack-error.ts';
import type { ConditioningChoice } from './conditioning/choose-conditioner.ts';
import type { SampledViews } from './sampler.ts';
import type { ProviderName } from './session.ts';

/** Whether a part of a worker's drawing is done by a graph or natively, and why. */
export interface MethodReport {
  name: 'graph' | 'native';
  reason: string;
}

/** How a worker conditions and draws views. */
export interface ViewMethods {
  conditioning: MethodReport;
  drawing: MethodReport;
}

/** What a generation worker is started with. */
export interface WorkerSetting {
  /** `views` draws, `motion` moves bodies. */
  role: 'views' | 'motion';
  provider: ProviderName;
  /** What conditions and draws views on the CPU. */
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
  | { kind: 'ready'; milliseconds: number; methods?: ViewMethods }
  | { kind: 'sampled'; result: SampledViews }
  /** changes [bodies, motionOutputs]. */
  | { kind: 'moved'; changes: Float32Array }
  /** The job could not be done, or (before `ready`) the worker cannot work at all; `fault` when the pack is to blame. */
  | { kind: 'failed'; error: Error; fault?: PackFault };
