import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { inProject } from './project.mjs';
import { createEnvironment } from './python.mjs';
import { step } from './step.mjs';

/** moto's stand-in for Amazon S3, which keeps objects in its memory. Its program is bin/moto_server. */
const packages = ['moto[s3,server]==5.2.5'];
const folder = inProject('build', 's3-server');

/** Provides a server for the tests of blobs in S3, in a Python environment of its own. */
export async function provideS3Server() {
  const stamp = join(folder, 'packages');
  const wanted = packages.join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) await createEnvironment(folder, 'a Python environment for a server of S3');
  await step('Installing a server of S3 for the tests of stores', async () => {
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages]);
    writeFileSync(stamp, wanted);
  });
}
