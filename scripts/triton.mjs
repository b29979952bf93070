import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { inProject } from './project.mjs';
import { createEnvironment } from './python.mjs';
import { step } from './step.mjs';

/** What runs in Triton's Python backend; that of the wheel was built for NumPy 1. */
const packages = ['numpy==1.26.4', 'onnxruntime==1.32.0'];
/** Its wheel holds a Triton for CPUs, Python backend included. What pytriton itself needs is left out. */
const wheel = 'nvidia-pytriton==0.7.0';
const folder = inProject('build', 'triton');
const backend = join(folder, 'backends', 'python');

/**
 * Provides a Triton for the tests of generation elsewhere, in a Python environment of its own: the program in
 * `pytriton/tritonserver/bin` of its packages, and its backends in `backends`.
 */
export async function provideTriton() {
  const stamp = join(folder, 'packages');
  const wanted = [wheel, ...packages].join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) await createEnvironment(folder, 'a Python environment for Triton');
  await step('Installing Triton for the tests of generation elsewhere', async () => {
    const install = ['-m', 'pip', 'install', '--disable-pip-version-check'];
    await run(python, [...install, '--no-deps', wheel]);
    await placeBackend(python);
    // The backend runs Python isolated from the environment, but with its own folder on the path.
    await run(python, [...install, '--upgrade', '--target', backend, ...packages]);
    writeFileSync(stamp, wanted);
  });
}

/** Puts the Python backend and its stub for this release of Python where Triton looks for them. @param {string} python */
async function placeBackend(python) {
  const script =
    'import sys, sysconfig; print(sysconfig.get_path("purelib"), "%d.%d" % sys.version_info[:2])';
  const [found, release] = (await run(python, ['-c', script])).trim().split(' ');
  const server = join(found, 'pytriton', 'tritonserver');
  const stub = 'triton_python_backend_stub';
  mkdirSync(backend, { recursive: true });
  cpSync(join(server, 'backends', 'python'), backend, { recursive: true });
  copyFileSync(join(server, 'python_backend_stubs', release, stub), join(backend, stub));
  chmodSync(join(backend, stub), 0o755);
  chmodSync(join(server, 'bin', 'tritonserver'), 0o755);
}
