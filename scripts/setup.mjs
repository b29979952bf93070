/**
 * Provides the requirements of a command of this project, and skips those that are there:
 *
 *   node scripts/setup.mjs [packages] [worker] [native] [client] [browser] [services] [python-check] [agents] [learning] [python]
 *
 * It runs on any Node from 20 on, before anything is installed. Progress and durations go to standard error.
 */
import { provideBrowser } from './browser.mjs';
import { provideClient } from './client.mjs';
import { provideMediaWorker } from './media-worker.mjs';
import { provideNative } from './native.mjs';
import { providePackages } from './packages.mjs';
import { provideAgents, provideLearning, providePython, providePythonCheck } from './python.mjs';
import { provideServices } from './services.mjs';
import { anySteps, say, seconds } from './step.mjs';

/** In the order of their dependencies. @type {Record<string, () => Promise<unknown>>} */
const parts = {
  packages: providePackages,
  worker: provideMediaWorker,
  native: provideNative,
  client: provideClient,
  browser: provideBrowser,
  services: provideServices,
  'python-check': providePythonCheck,
  agents: provideAgents,
  learning: provideLearning,
  python: providePython,
};

const start = performance.now();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
try {
  if (unknown.length > 0) {
    throw new Error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
  }
  for (const [name, provide] of Object.entries(parts)) {
    if (asked.includes(name)) await provide();
  }
  if (anySteps()) say(`Set up in ${seconds(start)}.`);
} catch (error) {
  say(`\nThe set-up could not finish.\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
