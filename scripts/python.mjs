import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { findProgram, isProgram, run, succeeds } from './command.mjs';
import { installDebianPackages } from './debian.mjs';
import { inProject } from './project.mjs';
import { step } from './step.mjs';

const folder = inProject('build', 'python');
const python = inProject('build', 'python', 'bin', 'python');
const requirements = inProject('models', 'training', 'requirements.txt');
/** Digest of the requirements that were installed. */
const stamp = inProject('build', 'python', 'requirements.sha256');

/** Provides the trainer's own Python environment, build/python, with what models/training needs. */
export async function providePython() {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (isProgram(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  if (!isProgram(python)) await createEnvironment();
  await step('Installing the trainer’s Python packages (PyTorch among them)', async () => {
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements]);
    writeFileSync(stamp, digest);
  });
}

async function createEnvironment() {
  const missing = [];
  if (findProgram('python3') === undefined) missing.push('python3');
  // Debian keeps what `venv` needs in a package of its own.
  if (missing.length > 0 || !(await succeeds('python3', ['-c', 'import ensurepip, venv'])))
    missing.push('python3-venv');
  if (missing.length > 0) await installDebianPackages(missing, 'to make the trainer’s Python environment');
  await step('Making the trainer’s Python environment', () => run('python3', ['-m', 'venv', folder]));
}
