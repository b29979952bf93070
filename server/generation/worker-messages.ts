import type { GraphName, Manifest } from '../../shared/pack.ts';
import type { ViewRequest } from '../contracts/view.ts';
import type { EmbeddedPlanes, ViewEmbedding } from '../contracts/view-embedding.ts';
import type { PlanTile } from '../map-generation/tile.ts';
import type { TileRequest } from '../map-generation/tile-filler.ts';
import type { PackFault } from '../pack/pack-error.ts';
import type { ConditioningChoice } from './conditioning/choose-conditioner.ts';
import type { MotionJob } from './motion-queue.ts';
import type { SampledViews } from './sampler.ts';
import type { ProviderName } from './session.ts';
import type { ViewMethods } from './view-methods.ts';

/** Start parameters of a generation worker. */
export interface WorkerSetting {
  /** `views` draws, `motion` moves bodies, `plan` fills in ground that nobody has seen, `words` embeds views. */
  role: 'views' | 'motion' | 'plan' | 'words';
  provider: ProviderName;
  /** Choice of the conditioner and drawer on the CPU. */
  conditioning: ConditioningChoice;
  /** How another worker of the process found that views are made best. Left out for a worker that has to find out. */
  methods?: ViewMethods;
  manifest: Manifest;
  /** Absolute path of each graph. */
  files: Partial<Record<GraphName, string>>;
}

/** Sent by the main thread. A worker has one job at a time. Arrays are in shared memory. */
export type WorkerJob =
  | { kind: 'sample'; requests: readonly ViewRequest[]; warp: boolean }
  /** Bodies of several worlds. */
  | { kind: 'move'; jobs: readonly MotionJob[] }
  | { kind: 'fill'; request: TileRequest }
  | { kind: 'embed'; view: EmbeddedPlanes }
  | { kind: 'close' };

/** Sent by a worker: `ready` or `failed` once, then one answer for each job. */
export type WorkerAnswer =
  /** Milliseconds of a warm worker for an empty view. 0 for all other work. */
  | { kind: 'ready'; milliseconds: number; methods?: ViewMethods }
  | { kind: 'sampled'; result: SampledViews }
  /** changes [bodies, motionOutputs] of each world. */
  | { kind: 'moved'; changes: readonly Float32Array[] }
  | { kind: 'filled'; tile: PlanTile }
  | { kind: 'embedded'; embedding: ViewEmbedding }
  /** The job failed, or (before `ready`) the worker cannot start. `fault` is set if the pack is the cause. */
  | { kind: 'failed'; error: Error; fault?: PackFault };
