/**
 * Runs a test project, then once more those of its files that failed: `two-tries.ts PROJECT [FILE ...]`.
 *
 * Tests of servers with workers and browsers share the machine with whatever else runs there, and one that was slowed
 * down at the wrong moment says nothing of the code. A fault of the code fails twice. Files that passed at the second try
 * alone are named at the end, because they want to be mended. Exit status 1 if a file failed twice.
 */
import { relative } from 'node:path';
import { startVitest } from 'vitest/node';
import { root } from './project.mjs';
import { passesInTwoTries } from './second-try.ts';

const [project, ...files] = process.argv.slice(2);
if (project === undefined) {
  throw new Error('Name a test project of vitest.config.ts, such as e2e: two-tries.ts e2e [FILE ...]');
}
const passed = await passesInTwoTries(
  files,
  (some) => failedFiles(project, some),
  (text) => console.error(`\n${text}\n`),
);
process.exit(passed ? 0 : 1);

/**
 * Runs tests and returns the files that failed, by their paths in the checkout.
 *
 * @throws {Error} if no file fits, or something failed outside of the tests, such as a promise that nobody waited for.
 */
async function failedFiles(name: string, filters: readonly string[]): Promise<string[]> {
  const vitest = await startVitest('test', [...filters], { project: [name], watch: false });
  const modules = vitest.state.getTestModules();
  const errors = vitest.state.getUnhandledErrors();
  await vitest.close();
  if (modules.length === 0) throw new Error(`No test file of ${name} fits ${filters.join(' ')}.`);
  const failed = modules.filter((module) => !module.ok());
  if (failed.length === 0 && errors.length > 0) throw new Error('An error outside of the tests, see above.');
  return failed.map(({ moduleId }) => relative(root, moduleId));
}
