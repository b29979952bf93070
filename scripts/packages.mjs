import { existsSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run } from './command.mjs';
import { inProject, projectNode } from './project.mjs';
import { step } from './step.mjs';

/** Installs the npm packages unless node_modules matches package-lock.json. */
export async function providePackages() {
  if (packagesInstalled() && existsSync(projectNode)) return;
  // Only the package `node` needs its install script. The others bring their binaries in packages of their
  // own, or (mediasoup) have a step here that handles a host without downloads.
  await step('Installing the npm packages', () => npm('ci', '--ignore-scripts', '--no-audit', '--no-fund'));
  await step('Installing the project’s own Node', () => npm('rebuild', 'node'));
  if (!existsSync(projectNode)) throw new Error(`npm rebuild node did not bring ${projectNode}`);
}

/** Compares package-lock.json with npm's own record of the installed packages. */
function packagesInstalled() {
  const present = packagesOf('node_modules/.package-lock.json');
  const wanted = packagesOf('package-lock.json');
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || present[path]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  const path = inProject(file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/**
 * Runs npm under the user's own Node: `npm run` puts node_modules/.bin first on PATH, but `npm ci` removes
 * the Node in there while it runs.
 *
 * @param {string[]} parameters
 */
function npm(...parameters) {
  const own = inProject('node_modules', '.bin');
  const PATH = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
  return run('npm', [...parameters, '--loglevel=error'], { env: { PATH } });
}
