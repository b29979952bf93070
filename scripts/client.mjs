import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { inProject, projectNode } from './project.mjs';
import { say, step } from './step.mjs';

const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json', 'tsconfig.json'];
/** Written after a complete build, so that an interrupted one is repeated. */
const stamp = inProject('build', 'client', '.complete');

/** Builds the pages into build/client if their sources are newer. */
export async function provideClient() {
  if (!existsSync(inProject('vite.config.ts'))) {
    say('There are no pages to build yet: vite.config.ts is missing.');
    return;
  }
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (newestChange(sources.map((source) => inProject(source))) <= built) return;
  await step('Building the pages', async () => {
    const start = new Date();
    await run(projectNode, [inProject('node_modules', 'vite', 'bin', 'vite.js'), 'build']);
    writeFileSync(stamp, '');
    // A source that changed during the build must count as newer.
    utimesSync(stamp, start, start);
  });
}

/**
 * When the newest of these files and folders changed, in milliseconds since the epoch; a folder
 * changes when a file in it is added or removed.
 *
 * @param {readonly string[]} paths
 * @returns {number}
 */
function newestChange(paths) {
  let newest = 0;
  for (const path of paths) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) continue;
    newest = Math.max(newest, status.mtimeMs);
    if (status.isDirectory())
      newest = Math.max(newest, newestChange(readdirSync(path).map((name) => join(path, name))));
  }
  return newest;
}
