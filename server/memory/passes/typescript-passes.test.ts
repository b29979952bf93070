/**
 * The tests of room memory once more, with the reference. Elsewhere they run with the native kernel where it was built,
 * and this file is then what holds TypeScript to the same.
 */
import { describe } from 'vitest';
import { usePasses } from './choose-passes.ts';
import { typescriptPasses } from './typescript-passes.ts';

usePasses(typescriptPasses);

describe('with TypeScript', async () => {
  await import('../novelty.test.ts');
  await import('../free-space.test.ts');
  await import('../height-grid.test.ts');
  await import('../coverage-retrieval.test.ts');
  await import('../sky-plates.test.ts');
  await import('../room-memory.test.ts');
  await import('../room-memory-fork.test.ts');
});
