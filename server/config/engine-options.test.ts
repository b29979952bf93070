import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const read = (...given: string[]) => readConfig({ arguments: given, environment: {} });

test('a server of views has a host and a port', () => {
  expect(read('--generation', 'grpc://triton:8001')).toMatchObject({ generation: 'grpc://triton:8001' });
  expect(read('--generation', 'grpc://[::1]:8001', '--generation-deadline', '50')).toMatchObject({
    generationDeadline: 50,
  });
});

test.each([
  'triton:8001',
  'http://triton:8001',
  'grpc://triton',
  'grpc://triton:0',
  'grpc://triton:70000',
  'grpc://ann@triton:1',
])('%s is none', (address) => {
  expect(() => read('--generation', address)).toThrow(/--generation .*grpc: with a host and a port/);
});

test('its deadline needs it', () => {
  expect(() => read('--generation-deadline', '50')).toThrow(/--generation-deadline .*no --generation/);
});
