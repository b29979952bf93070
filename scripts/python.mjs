import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findProgram, isProgram, run, succeeds } from './command.mjs';
import { installDebianPackages } from './debian.mjs';
import { inProject } from './project.mjs';
import { step } from './step.mjs';

/**
 * @typedef {object} Environment
 * @property {string} folder
 * @property {string} purpose As in "the trainer's Python environment".
 * @property {string} contents As in "Installing the trainer's Python packages".
 * @property {string} requirements An expression of Python: the packages, out of pyproject.toml as `project`.
 */

/** This file alone lists the installed packages and their releases. */
const project = inProject('models', 'training', 'pyproject.toml');

/** @type {Environment} */
const trainer = {
  folder: inProject('build', 'python'),
  purpose: 'the trainer’s Python environment',
  contents: 'the trainer’s Python packages (PyTorch among them)',
  requirements: "project['project']['dependencies'] + project['dependency-groups']['test']",
};
/** @type {Environment} */
const check = {
  folder: inProject('build', 'python-check'),
  purpose: 'a Python environment for linter, type checker and tests',
  contents: 'linter, type checker and test runner of the trainer',
  requirements: "project['dependency-groups']['check']",
};

/** Provides the trainer's own Python environment, build/python, with the packages of models/training. */
export const providePython = () => provide(trainer);

/** Provides build/python-check, which checks the trainer without PyTorch, because PyTorch is large. */
export const providePythonCheck = () => provide(check);

/** @param {Environment} environment */
async function provide({ folder, purpose, contents, requirements }) {
  const python = join(folder, 'bin', 'python');
  /** Digest of the installed pyproject.toml. */
  const stamp = join(folder, 'pyproject.sha256');
  const digest = createHash('sha256').update(readFileSync(project)).digest('hex');
  if (isProgram(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  if (!isProgram(python)) await createEnvironment(folder, purpose);
  await step(`Installing ${contents}`, async () => {
    const packages = await listRequirements(python, requirements);
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages]);
    await addPackage(python);
    writeFileSync(stamp, digest);
  });
}

/** @param {string} folder @param {string} purpose As in "the trainer's Python environment". */
export async function createEnvironment(folder, purpose) {
  const missing = [];
  if (findProgram('python3') === undefined) missing.push('python3');
  // Debian has `venv` in a package of its own.
  if (missing.length > 0 || !(await succeeds('python3', ['-c', 'import ensurepip, venv'])))
    missing.push('python3-venv');
  if (missing.length > 0) await installDebianPackages(missing, `to make ${purpose}`);
  await requireRelease();
  await step(`Making ${purpose}`, () => run('python3', ['-m', 'venv', folder]));
}

/**
 * Throws with the required Python release if the one on PATH is too old to read pyproject.toml or to install
 * it.
 */
async function requireRelease() {
  if (await succeeds('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'])) return;
  const version = (await run('python3', ['--version'])).trim();
  throw new Error(`Python 3.11 or newer is needed; python3 on the path is ${version}.`);
}

/** @param {string} python @param {string} expression @returns {Promise<string[]>} */
async function listRequirements(python, expression) {
  const source = `import json, tomllib; project = tomllib.load(open(${JSON.stringify(project)}, 'rb'))`;
  return JSON.parse(await run(python, ['-c', `${source}; print(json.dumps(${expression}))`]));
}

/**
 * Makes `import worldroom_training` work in the environment from any folder. The path is relative, so that it
 * stays valid in a moved checkout.
 *
 * @param {string} python
 */
async function addPackage(python) {
  const script = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const packages = (await run(python, ['-c', script])).trim();
  writeFileSync(
    join(packages, 'worldroom_training.pth'),
    `${relative(packages, inProject('models', 'training'))}\n`,
  );
}
