import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { inProject } from './project.mjs';
import { createEnvironment } from './python.mjs';
import { step } from './step.mjs';

const packages = ['mlserver==1.7.1', 'onnxruntime==1.32.0'];
const folder = inProject('build', 'mlserver');

/** Provides MLServer, which shows that generation elsewhere needs no more of a server than its protocol. */
export async function provideMlserver() {
  const stamp = join(folder, 'packages');
  const wanted = packages.join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) await createEnvironment(folder, 'a Python environment for MLServer');
  await step('Installing MLServer for the tests of generation elsewhere', async () => {
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages]);
    writeFileSync(stamp, wanted);
  });
}
