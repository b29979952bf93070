import { expect, test } from 'vitest';
import { mostRepeated, passesInTwoTries } from './second-try.ts';

/** Runs that end with these failures, one after the other, and what was run and said. */
function runs(...failures: (readonly string[])[]) {
  const ran: (readonly string[])[] = [];
  const said: string[] = [];
  const passes = passesInTwoTries(
    [],
    async (files) => {
      ran.push(files);
      const failed = failures.shift();
      if (failed === undefined) throw new Error('It was run more often than expected.');
      return failed;
    },
    (text) => said.push(text),
  );
  return { ran, said, passes };
}

test('what passes is run once', async () => {
  const { passes, ran, said } = runs([]);
  expect(await passes).toBe(true);
  expect(ran).toEqual([[]]);
  expect(said).toEqual([]);
});

test('a file that fails is run again alone, and named if it passes then', async () => {
  const { passes, ran, said } = runs(['e2e/a.test.ts'], []);
  expect(await passes).toBe(true);
  expect(ran).toEqual([[], ['e2e/a.test.ts']]);
  expect(said.at(-1)).toContain('second try alone');
  expect(said.at(-1)).toContain('e2e/a.test.ts');
});

test('a file that fails twice fails', async () => {
  const { passes } = runs(['a', 'b'], ['b']);
  expect(await passes).toBe(false);
});

test('many failures are not tried again', async () => {
  const { passes, ran } = runs(Array.from({ length: mostRepeated + 1 }, (_, index) => `${index}`));
  expect(await passes).toBe(false);
  expect(ran).toHaveLength(1);
});
