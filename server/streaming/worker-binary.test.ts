import { describe, expect, test, vi } from 'vitest';
import { findWorkerBinary } from './worker-binary.ts';

describe('findWorkerBinary', () => {
  test('takes the named one before the one of the environment', () => {
    vi.stubEnv('MEDIASOUP_WORKER_BIN', '/bin/sh');
    expect(findWorkerBinary(process.execPath)).toBe(process.execPath);
    expect(findWorkerBinary()).toBe('/bin/sh');
    vi.unstubAllEnvs();
  });

  test('finds what set-up provided, an empty variable counting as none', () => {
    vi.stubEnv('MEDIASOUP_WORKER_BIN', '');
    expect(findWorkerBinary()).toMatch(/mediasoup-worker$/);
    vi.unstubAllEnvs();
  });

  test('says which name is wrong', () => {
    expect(() => findWorkerBinary('/nowhere')).toThrow('workerBin names /nowhere');
    vi.stubEnv('MEDIASOUP_WORKER_BIN', '/nowhere');
    expect(() => findWorkerBinary()).toThrow('MEDIASOUP_WORKER_BIN names /nowhere');
    vi.unstubAllEnvs();
  });
});
