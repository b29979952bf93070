import { describe, expect, test } from 'vitest';
import { ConfigError } from './config/config.ts';
import { memoryBudget } from './services.ts';
import { testManifest } from './world/world.fixture.ts';

const pack = { manifest: { ...testManifest, view: { width: 256, height: 144, focal: 176, rate: 20 } } };

describe('the memory budget of all rooms', () => {
  test('is the configured one', () => {
    expect(memoryBudget({ memoryMegabytes: 512 }, pack).bytes).toBe(512e6);
  });

  test('is by default a part of the machine’s memory, and enough for one room', () => {
    const { bytes } = memoryBudget({ memoryMegabytes: undefined }, pack);
    expect(bytes).toBeGreaterThanOrEqual(48e6);
    const large = {
      manifest: { ...pack.manifest, view: { width: 65_536, height: 65_536, focal: 1, rate: 20 } },
    };
    expect(memoryBudget({ memoryMegabytes: undefined }, large).bytes).toBeGreaterThan(5e12);
  });

  test('is refused if one room could not start, with the option, the value and the minimum', () => {
    expect(() => memoryBudget({ memoryMegabytes: 47 }, pack)).toThrow(ConfigError);
    expect(() => memoryBudget({ memoryMegabytes: 47 }, pack)).toThrow(/--memory-megabytes \(47\).*48 MB/);
  });
});
