import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SharedMemoryCollection } from './shared-memory-collection.ts';

const shared = (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes));

test('views are collected in a later turn, once so many bytes were used', async () => {
  let collections = 0;
  const collection = new SharedMemoryCollection(1000, () => collections++);
  collection.used([{ rgb: shared(400) }, { rgb: shared(400) }]);
  await nextTurn();
  expect(collections).toBe(0);
  collection.used([{ rgb: shared(300) }]);
  expect(collections).toBe(0);
  await nextTurn();
  expect(collections).toBe(1);
  // It counts anew.
  collection.used([{ rgb: shared(900) }]);
  await nextTurn();
  expect(collections).toBe(1);
});

test('a buffer counts once, however many views lie in it, and larger pictures count too', async () => {
  let collections = 0;
  const collection = new SharedMemoryCollection(1000, () => collections++);
  const batch = shared(600);
  collection.used([{ rgb: batch.subarray(0, 300) }, { rgb: batch.subarray(300) }]);
  await nextTurn();
  expect(collections).toBe(0);
  collection.used([{ rgb: shared(100), fine: { width: 10, height: 10, rgb: shared(300) } }]);
  await nextTurn();
  expect(collections).toBe(1);
});
