import { describe, expect, test } from 'vitest';
import { ConfigError } from './config/config.ts';
import { memoryBudget } from './services.ts';
import { testManifest } from './world/world.fixture.ts';

const pack = { manifest: { ...testManifest, view: { width: 256, height: 144, focal: 176, rate: 20 } } };

const one = { roomMemoryMegabytes: 1000 };

describe('the memory budget of all rooms', () => {
  test('is the configured one', () => {
    const { bytes, roomBytes } = memoryBudget({ ...one, memoryMegabytes: 512 }, pack);
    expect(bytes).toBe(512e6);
    expect(roomBytes).toBe(1e9);
  });

  test('is by default a part of the machine’s memory, and enough for one room', () => {
    const { bytes } = memoryBudget({ ...one, memoryMegabytes: undefined }, pack);
    expect(bytes).toBeGreaterThanOrEqual(48e6);
    const large = {
      manifest: { ...pack.manifest, view: { width: 65_536, height: 65_536, focal: 1, rate: 20 } },
    };
    expect(memoryBudget({ ...one, memoryMegabytes: undefined }, large).bytes).toBeGreaterThan(5e12);
  });

  test('is refused if one room could not start, with the option, the value and the minimum', () => {
    expect(() => memoryBudget({ ...one, memoryMegabytes: 47 }, pack)).toThrow(ConfigError);
    expect(() => memoryBudget({ ...one, memoryMegabytes: 47 }, pack)).toThrow(
      /--memory-megabytes \(47\).*48 MB/,
    );
  });

  test('counts the pictures of larger sizes', () => {
    const sizes = [{ width: 512, height: 288 }];
    const larger = { manifest: { ...pack.manifest, view: { ...pack.manifest.view, sizes } } };
    expect(() => memoryBudget({ ...one, memoryMegabytes: 160 }, larger)).toThrow(/161 MB/);
    expect(memoryBudget({ ...one, memoryMegabytes: 161 }, larger).bytes).toBe(161e6);
  });
});
