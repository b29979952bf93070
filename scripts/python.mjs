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
 * @property {string} source Folder of the package. Its pyproject.toml alone lists the installed packages and releases.
 * @property {string} name The package itself, as it is imported.
 * @property {string} requirements An expression of Python: the packages, out of pyproject.toml as `project`.
 */

const training = { source: inProject('models', 'training'), name: 'worldroom_training' };

/** @type {Environment} */
const trainer = {
  ...training,
  folder: inProject('build', 'python'),
  purpose: 'the trainer’s Python environment',
  contents: 'the trainer’s Python packages (PyTorch among them)',
  requirements: "project['project']['dependencies'] + project['dependency-groups']['test']",
};
/** @type {Environment} */
const check = {
  ...training,
  folder: inProject('build', 'python-check'),
  purpose: 'a Python environment for linter, type checker and tests',
  contents: 'linter, type checker and test runner of the trainer',
  requirements: "project['dependency-groups']['check']",
};

/** @type {Environment} */
const agents = {
  source: inProject('agents', 'python'),
  name: 'worldroom',
  folder: inProject('build', 'agents'),
  purpose: 'a Python environment for agents',
  contents: 'what agents need in Python (Gymnasium and PettingZoo among it), and what checks them',
  requirements: "project['dependency-groups']['check']",
};

/** @type {Environment} */
const learning = {
  ...agents,
  folder: inProject('build', 'learning'),
  purpose: 'a Python environment for agents that learn',
  contents: 'what the examples that learn need in Python (PyTorch among it)',
  requirements: "project['dependency-groups']['check'] + project['dependency-groups']['learning']",
};

/** Provides the trainer's own Python environment, build/python, with the packages of models/training. */
export const providePython = () => provide(trainer);

/** Provides build/python-check, which checks the trainer without PyTorch, because PyTorch is large. */
export const providePythonCheck = () => provide(check);

/** Provides build/agents, which checks the package of agents. */
export const provideAgents = () => provide(agents);

/** Provides build/learning, in which the examples of agents that learn run. PyTorch is large, so nothing else asks for it. */
export const provideLearning = () => provide(learning);

/** @param {Environment} environment */
async function provide({ folder, purpose, contents, requirements, source, name }) {
  const project = join(source, 'pyproject.toml');
  const python = join(folder, 'bin', 'python');
  /** Digest of the installed pyproject.toml. */
  const stamp = join(folder, 'pyproject.sha256');
  const digest = createHash('sha256').update(readFileSync(project)).digest('hex');
  if (isProgram(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  if (!isProgram(python)) await createEnvironment(folder, purpose);
  await step(`Installing ${contents}`, async () => {
    const packages = await listRequirements(python, project, requirements);
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages]);
    await addPackage(python, source, name);
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

/** @param {string} python @param {string} project @param {string} expression @returns {Promise<string[]>} */
async function listRequirements(python, project, expression) {
  const source = `import json, tomllib; project = tomllib.load(open(${JSON.stringify(project)}, 'rb'))`;
  return JSON.parse(await run(python, ['-c', `${source}; print(json.dumps(${expression}))`]));
}

/**
 * Makes `import <name>` work in the environment from any folder. The path is relative, so that it stays valid in
 * a moved checkout.
 *
 * @param {string} python
 * @param {string} source
 * @param {string} name
 */
async function addPackage(python, source, name) {
  const script = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const packages = (await run(python, ['-c', script])).trim();
  writeFileSync(join(packages, `${name}.pth`), `${relative(packages, source)}\n`);
}
