import { describe, expect, test } from 'vitest';
import { describeMachine, machineLine, machineSchema, processorOf } from './machine.ts';

describe('the processor is read from /proc/cpuinfo', () => {
  test.each([
    [
      'processor\t: 0\nmodel name\t: AMD EPYC 7B13\nflags\t\t: fpu sse4_2 avx avx2 fma\n\nprocessor\t: 1\n',
      { cpu: 'AMD EPYC 7B13', instruction_sets: ['AVX2'] },
    ],
    [
      'model name\t: Intel(R) Xeon(R) Processor\nflags\t: avx2 avx512f avx512_vnni amx_bf16 amx_tile amx_int8 avx_vnni\n',
      {
        cpu: 'Intel(R) Xeon(R) Processor',
        instruction_sets: ['AVX2', 'AVX-512F', 'AVX512-VNNI', 'AVX-VNNI', 'AMX', 'AMX-INT8', 'AMX-BF16'],
      },
    ],
    [
      'processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd evtstrm asimddp i8mm\nHardware\t: BCM2712\n',
      { cpu: 'BCM2712', instruction_sets: ['NEON', 'NEON dotprod', 'NEON i8mm'] },
    ],
    ['flags\t: avx2 avx512_vnni_not\nmodel name\t: X\n', { cpu: 'X', instruction_sets: ['AVX2'] }],
  ])('%j', (text, found) => {
    expect(processorOf(text)).toEqual(found);
  });

  test('and from the operating system without that file', () => {
    expect(processorOf('').cpu).not.toBe('');
  });
});

test('this machine has a name, cores and a speed, on one line', async () => {
  const machine = machineSchema.parse(await describeMachine());
  expect(machine.cores).toBeGreaterThan(0);
  // A bound for any machine that can run the engine.
  expect(machine.convolution_gflops).toBeGreaterThan(0.1);
  const line = machineLine(machine);
  expect(line).toContain(machine.cpu);
  expect(line).toMatch(/cores?; .*GFLOP\/s/);
  for (const set of machine.instruction_sets) expect(line).toContain(set);
});
