import type { Manifest } from '../../../shared/pack.ts';
import {
  largestRequest,
  type RowShape,
  viewModel,
  viewModelInputs,
  viewModelOutputs,
} from '../../generation/remote/view-model.ts';

/** What the model of a repository runs on, and what it may hold. */
export interface ModelPlacement {
  device: 'cpu' | 'gpu';
  /** Views that are drawn side by side on a CPU; 0 is one per core. */
  threads: number;
  /** Whether the native kernel does what is done per pixel where it can, and makes larger pictures. */
  conditioning: 'auto' | 'graph';
  /** Megabytes of pictures that are kept between requests. */
  cacheMegabytes: number;
  /** Most milliseconds that a request may wait. Requests name less, but Triton takes no more than this of them. */
  queueMilliseconds: number;
}

/** Requests that may wait, of each priority. Servers draw what is refused themselves. */
const longestQueue = 128;
/** Microseconds that a request waits for others to be drawn with it. Those that come while views are drawn wait anyway. */
const gatheringTime = 500;

/** Tensors of which a request has those of one kind. */
const isOptional = true;

/** The model's config.pbtxt, in protocol buffers' text format. */
export function modelConfig(manifest: Manifest, placement: ModelPlacement): string {
  const isGpu = placement.device === 'gpu';
  const parameters = {
    provider: isGpu ? 'CUDAExecutionProvider' : 'CPUExecutionProvider',
    threads: String(placement.threads),
    cache_megabytes: String(placement.cacheMegabytes),
  };
  return [
    `name: "${viewModel.name}"`,
    'backend: "python"',
    `max_batch_size: ${largestRequest}`,
    ...tensors('input', viewModelInputs(manifest), isOptional),
    ...tensors('output', viewModelOutputs(manifest), false),
    // One instance, because each has the pictures of its own requests alone.
    `instance_group [ { count: 1 kind: ${isGpu ? 'KIND_GPU' : 'KIND_CPU'} } ]`,
    'dynamic_batching {',
    `  max_queue_delay_microseconds: ${gatheringTime}`,
    '  priority_levels: 3',
    '  default_priority_level: 3',
    '  default_queue_policy {',
    '    timeout_action: REJECT',
    `    default_timeout_microseconds: ${1_000 * placement.queueMilliseconds}`,
    '    allow_timeout_override: true',
    `    max_queue_size: ${longestQueue}`,
    '  }',
    '}',
    ...Object.entries(parameters).map(
      ([name, value]) => `parameters { key: "${name}" value { string_value: "${value}" } }`,
    ),
    '',
  ].join('\n');
}

function tensors(side: 'input' | 'output', shapes: Record<string, RowShape>, optional: boolean): string[] {
  return Object.entries(shapes).map(([name, { type, shape }]) => {
    const facts = [
      `name: "${name}"`,
      `data_type: TYPE_${type}`,
      `dims: [ ${shape.join(', ')} ]`,
      ...(optional ? ['optional: true'] : []),
    ];
    return `${side} { ${facts.join(' ')} }`;
  });
}
