import { InferenceSession } from 'onnxruntime-node';
import type { GraphName, Manifest } from '../../shared/pack.ts';
import { PackError } from '../pack/pack-error.ts';
import { graphContract, type MapChannels, type TensorContract } from './graph-contract.ts';
import type { ViewMethods } from './view-methods.ts';

/** Execution providers of ONNX Runtime that the engine supports. */
export type ProviderName = 'cpu' | 'webgpu' | 'cuda';

/** The loaded and checked graphs that draw views. */
export interface ViewGraphs {
  condition: InferenceSession;
  imagine: InferenceSession | undefined;
  draw: InferenceSession;
  relight: InferenceSession | undefined;
  /** Only loaded on the CPU, and where it may be used: draws views that memory covers. */
  lean: InferenceSession | undefined;
  /** Only loaded on the CPU, and where it may be used: the layers of `lean`, for the native drawer. */
  trunk: InferenceSession | undefined;
  /** As the graphs have them. */
  channels: MapChannels;
}

/** Tensors as ONNX Runtime lists them. */
type Metadata = readonly InferenceSession.ValueMetadata[];

/**
 * Loads a graph and checks name, type and shape of its tensors against the contract.
 *
 * @throws PackError that names the graph's file and the tensor
 * @throws Error of the provider if it cannot run the graph
 */
export async function createSession(
  file: string,
  name: GraphName,
  manifest: Manifest,
  provider: ProviderName,
): Promise<InferenceSession> {
  const session = await InferenceSession.create(file, {
    executionProviders: [provider],
    // One thread per session and one session per core is faster than sessions that share cores.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  }).catch((cause: Error) => {
    if (!/protobuf|invalid model|load model/i.test(cause.message)) throw cause;
    const problem = `is not an ONNX graph that this engine can load: ${cause.message.trim()}`;
    throw new PackError({ file, problem, remedy: 'Export the pack again.', cause });
  });
  const contract = graphContract(name, manifest);
  checkTensors(file, 'input', contract.inputs, session.inputMetadata, false);
  checkTensors(file, 'output', contract.outputs, session.outputMetadata, true);
  return session;
}

/**
 * Loads the graphs that draw views.
 *
 * @param files Path of each graph in the pack.
 * @param drawing How another worker draws, so that only the graphs for that are loaded.
 */
export async function createViewGraphs(
  files: Readonly<Partial<Record<GraphName, string>>>,
  manifest: Manifest,
  provider: ProviderName,
  drawing?: ViewMethods['drawing'],
): Promise<ViewGraphs> {
  const load = (name: GraphName, file: string | undefined) => {
    if (file === undefined) throw new Error(`the pack has no ${name} graph; give it one`);
    return createSession(file, name, manifest, provider);
  };
  const condition = await load('condition', files.condition);
  const imagine = manifest.imagine && (await load('imagine', files.imagine));
  const draw = await load('draw', files.draw);
  const relight = manifest.relight && (await load('relight', files.relight));
  const loadForCpu = async (name: 'lean' | 'trunk') =>
    provider === 'cpu' && files[name] !== undefined ? load(name, files[name]) : undefined;
  const lean = drawing?.name === 'native' ? undefined : await loadForCpu('lean');
  const isTrunkUnused = drawing?.name === 'graph' || drawing?.code !== undefined;
  const trunk = isTrunkUnused ? undefined : await loadForCpu('trunk');
  const channels = {
    conditions: channelsOf(condition.outputMetadata, 'conditions'),
    entityMaps: channelsOf(condition.outputMetadata, 'entity_maps'),
  };
  for (const [tensor, expected] of [
    ['conditions', channels.conditions],
    ['entity_maps', channels.entityMaps],
  ] as const) {
    const found = channelsOf(draw.inputMetadata, tensor);
    if (found === expected) continue;
    throw new PackError({
      file: files.draw ?? '',
      field: `input ${tensor}`,
      problem: `takes ${found} channels, but condition.onnx gives ${expected}`,
      remedy: 'Export both graphs from the same model.',
    });
  }
  return { condition, imagine, draw, relight, lean, trunk, channels };
}

function checkTensors(
  file: string,
  side: 'input' | 'output',
  expected: readonly TensorContract[],
  found: Metadata,
  extraAllowed: boolean,
): void {
  const remedy = 'Export the pack with a trainer of this version; docs/packs.md lists the tensors.';
  for (const tensor of expected) {
    const field = `${side} ${tensor.name}`;
    const actual = found.find(({ name }) => name === tensor.name);
    if (!actual?.isTensor) {
      const names = found.map(({ name }) => name).join(', ');
      throw new PackError({ file, field, problem: `is missing; the graph has ${names}`, remedy });
    }
    if (actual.type !== tensor.type) {
      throw new PackError({ file, field, problem: `is ${actual.type} instead of ${tensor.type}`, remedy });
    }
    if (!shapeFits(tensor.shape, actual.shape)) {
      const problem = `has shape [${actual.shape.join(', ')}] instead of [${tensor.shape.join(', ')}]`;
      throw new PackError({ file, field, problem, remedy });
    }
  }
  const extra = found.find(({ name }) => !expected.some((tensor) => tensor.name === name));
  if (extra && !extraAllowed) {
    const problem = 'is not one that the engine feeds';
    throw new PackError({ file, field: `${side} ${extra.name}`, problem, remedy });
  }
}

/** `batch` must be free, channels must be fixed, every other dimension must be the expected number. */
function shapeFits(expected: TensorContract['shape'], actual: readonly (number | string)[]): boolean {
  if (expected.length !== actual.length) return false;
  return expected.every((dimension, axis) => {
    if (dimension === 'batch') return typeof actual[axis] === 'string';
    if (typeof dimension === 'string') return typeof actual[axis] === 'number';
    return actual[axis] === dimension;
  });
}

function channelsOf(metadata: Metadata, tensor: string): number {
  const found = metadata.find(({ name }) => name === tensor);
  const channels = found?.isTensor ? found.shape[1] : undefined;
  if (typeof channels !== 'number') throw new Error(`${tensor} has no fixed number of channels`);
  return channels;
}
