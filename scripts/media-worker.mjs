import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findProgram, isProgram, run, succeeds } from './command.mjs';
import { installDebianPackages } from './debian.mjs';
import { inProject, projectNode } from './project.mjs';
import { say, step } from './step.mjs';

const mediasoup = inProject('node_modules', 'mediasoup');
const prebuilt = inProject('node_modules', 'mediasoup', 'worker', 'out', 'Release', 'mediasoup-worker');
const buildFolder = inProject('build', 'mediasoup-worker');
const built = inProject('build', 'mediasoup-worker', 'mediasoup-worker');
/** The version of mediasoup that `built` belongs to. */
const builtVersion = inProject('build', 'mediasoup-worker', 'version');
const downloadTimeout = 60_000;

/** Requirements of the build: each Debian package, and how to detect it. */
export const requirements = [
  { name: 'g++', present: () => findProgram('c++') !== undefined },
  { name: 'make', present: () => findProgram('make') !== undefined },
  { name: 'pkg-config', present: () => findProgram('pkg-config') !== undefined },
  { name: 'flatbuffers-compiler', present: () => findProgram('flatc') !== undefined },
  { name: 'libflatbuffers-dev', present: () => hasLibrary('flatbuffers') },
  { name: 'libuv1-dev', present: () => hasLibrary('libuv') },
  { name: 'libssl-dev', present: () => hasLibrary('openssl') },
  { name: 'libsrtp2-dev', present: () => hasLibrary('libsrtp2') },
];

/**
 * Provides the mediasoup worker process: the one that MEDIASOUP_WORKER_BIN names, or mediasoup's prebuilt
 * one, or one that is built here from the npm package's source with the system's libraries.
 */
export async function provideMediaWorker() {
  const named = process.env.MEDIASOUP_WORKER_BIN;
  if (named) {
    if (isProgram(named)) return;
    throw new Error(`MEDIASOUP_WORKER_BIN names ${named}, which is not a program; correct or unset it.`);
  }
  const { version } = JSON.parse(readFileSync(`${mediasoup}/package.json`, 'utf8'));
  if (isProgram(prebuilt)) return;
  if (isProgram(built) && existsSync(builtVersion) && readFileSync(builtVersion, 'utf8') === version) return;
  if (!process.env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD && (await download())) return;
  await build(version);
}

/** Runs mediasoup's own download of its prebuilt worker; false if that fails. */
async function download() {
  const downloaded = await step('Downloading the prebuilt media worker', () =>
    run(projectNode, ['npm-scripts.mjs', 'postinstall'], {
      cwd: mediasoup,
      // Without a Python it cannot continue with a build, which would download tools as well.
      env: { PYTHON: 'false' },
      timeout: downloadTimeout,
    }).then(
      () => works(prebuilt),
      () => false,
    ),
  );
  if (!downloaded) say('    it cannot be had here, so it is built');
  return downloaded;
}

/** @param {string} version */
async function build(version) {
  const missing = await missingRequirements();
  if (missing.length > 0) await installDebianPackages(missing, 'to build the media worker');
  await step('Building the media worker (one to three minutes)', async () => {
    await run('make', [
      '-s',
      '-f',
      inProject('scripts', 'mediasoup-worker', 'Makefile'),
      `-j${availableParallelism()}`,
      `WORKER=${mediasoup}/worker`,
      `OUT=${buildFolder}`,
    ]);
    if (!(await works(built))) throw new Error(`${built} was built but does not run on this host.`);
    writeFileSync(builtVersion, version);
  });
}

async function missingRequirements() {
  const missing = [];
  for (const { name, present } of requirements) {
    if (!(await present())) missing.push(name);
  }
  return missing;
}

/** @param {string} name */
function hasLibrary(name) {
  return succeeds('pkg-config', ['--exists', name]);
}

/**
 * Without a parent the worker exits with code 41, which mediasoup's installer checks as well. @param {string}
 * path
 */
function works(path) {
  return run(path, [], { env: { MEDIASOUP_VERSION: undefined } }).then(
    () => false,
    (error) => error.message.includes('exit code 41'),
  );
}
