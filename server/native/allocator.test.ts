import { expect, test } from 'vitest';
import { loadAllocator } from './allocator.ts';

test('where the module was not built, there is no allocator', () => {
  expect(loadAllocator('/nowhere/view-kernel.node')).toBeUndefined();
});

const allocator = loadAllocator();

test.runIf(allocator)('counts buffers in use, and gives their pages back when they are gone', async () => {
  if (!allocator) return;
  const before = allocator.state();
  const held = Array.from({ length: 64 }, () => Buffer.alloc(2 ** 20, 1));
  const during = allocator.state();
  const total = ({ used, mapped }: typeof before) => used + mapped;
  expect(total(during) - total(before)).toBeGreaterThan(32 * 2 ** 20);
  expect(held).toHaveLength(64);
  expect(await allocator.trim()).toBeGreaterThanOrEqual(0);
});
