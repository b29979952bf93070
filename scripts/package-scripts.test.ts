import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')));

// A shell remembers where it found `node` before the set-up put the project's own into node_modules/.bin, and goes on with
// the system's, which may not read TypeScript.
test.each(Object.entries(scripts))('%s leaves nothing but the set-up to the system’s Node', (_, line) => {
  const bySystem = line.split(/&&|;/).filter((command) => /(^|\s)node /.test(command));
  expect(bySystem.filter((command) => !/^\s*node scripts\/setup\.mjs /.test(command))).toEqual([]);
});
