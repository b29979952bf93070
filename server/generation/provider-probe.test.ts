import { join } from 'node:path';
import { expect, it } from 'vitest';
import { probeProviders } from './provider-probe.ts';

const file = join(import.meta.dirname, 'fixtures/pack/motion.onnx');

it('finds nothing wrong with the CPU', async () => {
  expect(await probeProviders({ providers: ['cpu'], file })).toEqual({});
});

it('says why a provider cannot open a graph', async () => {
  const missing = `${file}.missing`;
  expect(await probeProviders({ providers: ['cpu'], file: missing })).toEqual({
    cpu: expect.stringContaining(missing),
  });
});
