import { describe, expect, test, vi } from 'vitest';
import { findWorkerBinary } from './worker-binary.ts';

describe('findWorkerBinary', () => {
  test('prefers the argument to the environment', () => {
    vi.stubEnv('MEDIASOUP_WORKER_BIN', '/bin/sh');
    expect(findWorkerBinary(process.execPath)).toBe(process.execPath);
    expect(findWorkerBinary()).toBe('/bin/sh');
    vi.unstubAllEnvs();
  });

  test('finds the program of set-up and treats an empty variable as unset', () => {
    vi.stubEnv('MEDIASOUP_WORKER_BIN', '');
    expect(findWorkerBinary()).toMatch(/mediasoup-worker$/);
    vi.unstubAllEnvs();
  });

  test('names the wrong setting', () => {
    expect(() => findWorkerBinary('/nowhere')).toThrow('workerBin names /nowhere');
    vi.stubEnv('MEDIASOUP_WORKER_BIN', '/nowhere');
    expect(() => findWorkerBinary()).toThrow('MEDIASOUP_WORKER_BIN names /nowhere');
    vi.unstubAllEnvs();
  });
});
