import { expect, test } from 'vitest';
import { measureCrashes } from './soak/crashes.ts';

test('a server that is killed while people play loses at most a second, and everybody has their body again', async () => {
  const { figures, errors } = await measureCrashes(4);
  expect(errors).toEqual([]);
  expect(figures).toMatchObject({ kills: 4, other_states: 0, other_memories: 0 });
});
