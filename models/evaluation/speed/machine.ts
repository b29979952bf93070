import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { isAvx512Hidden } from './hidden-instructions.ts';

/** The machine of measured times: two machines with two cores can differ by a factor of two. */
export const machineSchema = z.object({
  /** Model name of the processor, as it reports it. */
  cpu: z.string(),
  /** Cores that this process may use. */
  cores: z.int(),
  /** The processor's instruction sets, of those that networks use. */
  instruction_sets: z.array(z.string()),
  /**
   * Billions of multiplications and additions a second in 3x3 convolutions, fp32, one thread, in this run.
   */
  convolution_gflops: z.number(),
});
export type Machine = z.infer<typeof machineSchema>;

/** Flags of /proc/cpuinfo, on x86 and on ARM, that decide the speed of ONNX Runtime's kernels. */
const instructionSets: readonly (readonly [flag: string, name: string])[] = [
  ['avx2', 'AVX2'],
  ['avx512f', 'AVX-512F'],
  ['avx512_vnni', 'AVX512-VNNI'],
  ['avx_vnni', 'AVX-VNNI'],
  ['amx_tile', 'AMX'],
  ['amx_int8', 'AMX-INT8'],
  ['amx_bf16', 'AMX-BF16'],
  ['asimd', 'NEON'],
  ['neon', 'NEON'],
  ['asimddp', 'NEON dotprod'],
  ['i8mm', 'NEON i8mm'],
  ['sve', 'SVE'],
];

/** Output of make-calibration.py: sixteen convolutions of 64 to 64 channels at 64x36. */
const calibrationGraph = new URL('./calibration.onnx', import.meta.url).pathname;
const shape = [1, 64, 36, 64];
const layers = 16;
/** Multiplications and additions of one run. */
const operations = 2 * layers * 64 * 64 * 9 * 36 * 64;
const rounds = 24;
const warmUp = 4;

/** The processor and its measured speed in this run; takes about a second. */
export async function describeMachine(): Promise<Machine> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const convolution_gflops = operations / (await calibrate()) / 1e6;
  return { ...processorOf(text), cores: availableParallelism(), convolution_gflops };
}

/** Milliseconds of the calibration: sixteen 3x3 convolutions of 64 to 64 channels at 64x36 in one thread. */
export function convolutionTime({ convolution_gflops: speed }: Machine): number {
  return operations / speed / 1e6;
}

/** Model and instruction sets from the text of /proc/cpuinfo; from os.cpus() without that file. */
export function processorOf(cpuinfo: string): Pick<Machine, 'cpu' | 'instruction_sets'> {
  const field = (name: string) => new RegExp(`^${name}\\s*:\\s*(.+)$`, 'im').exec(cpuinfo)?.[1].trim();
  const flags = new Set((field('flags') ?? field('Features') ?? '').split(/\s+/));
  const found = instructionSets
    .filter(([flag]) => flags.has(flag) && !(isAvx512Hidden() && flag !== 'avx2'))
    .map(([, name]) => name);
  const [first] = cpus();
  const cpu =
    `${field('model name') ?? field('Hardware') ?? first?.model.trim() ?? ''}${isAvx512Hidden() ? ' (AVX-512 hidden)' : ''}`.trim();
  // All 64-bit ARM processors have NEON.
  if (cpuinfo === '' && arch() === 'arm64') found.push('NEON');
  return {
    cpu: cpu === '' || cpu === 'unknown' ? `${platform()} ${arch()}` : cpu,
    instruction_sets: [...new Set(found)],
  };
}

/** One line for people. */
export function machineLine({
  cpu,
  cores,
  instruction_sets: sets,
  convolution_gflops: speed,
}: Machine): string {
  const known = sets.length > 0 ? sets.join(', ') : 'unknown instruction sets';
  return `${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}; ${known}; 3x3 convolutions at ${speed.toFixed(0)} GFLOP/s of one thread`;
}

/**
 * Milliseconds of the calibration's graph in one thread: the median of many short runs, so that other load
 * for a moment does not count.
 */
async function calibrate(): Promise<number> {
  const session = await InferenceSession.create(calibrationGraph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  try {
    const length = shape.reduce((product, size) => product * size, 1);
    const feeds = { x: new Tensor('float32', new Float32Array(length).fill(1), shape) };
    const times: number[] = [];
    for (let round = 0; round < warmUp + rounds; round++) {
      const start = performance.now();
      await session.run(feeds);
      if (round >= warmUp) times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
  } finally {
    await session.release();
  }
}
