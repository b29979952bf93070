import { lookup } from 'node:dns/promises';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Config, ConfigError, configSchema } from './config.ts';

/** Most threads or processes for each core. More would only use memory. */
const mostPerCore = 4;
/** This many are allowed on any machine. */
const alwaysAllowed = 8;

/**
 * Checks options against the machine before anything is loaded: values that a schema cannot judge and that
 * would fail later.
 *
 * @throws ConfigError with all invalid values
 */
export async function checkMachine(config: Config, cores = availableParallelism()): Promise<void> {
  const problems = [
    await hostProblem(config.host),
    countProblem('--workers', config.workers, 'generation threads', cores),
    countProblem('--media-workers', config.mediaWorkers ?? 0, 'mediasoup workers', cores),
    clientFolderProblem(config.clientFolder),
    config.maximumRecordings === 0 ? undefined : recordingFolderProblem(config.recordingFolder),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
}

/** The host must be an address of this machine. */
async function hostProblem(host: string): Promise<string | undefined> {
  const remedy =
    'Give an address of this machine, without scheme or port: 127.0.0.1, or 0.0.0.0 for every network.';
  const found = await lookup(host).catch(() => undefined);
  if (found === undefined) return `--host (${host}): is no address, and no name that has one. ${remedy}`;
  const code = await bindFault(found.address);
  // Other errors depend on the port and are reported when the server listens.
  return code === 'EADDRNOTAVAIL' || code === 'EINVAL'
    ? `--host (${host}): this machine has no address ${found.address}. ${remedy}`
    : undefined;
}

/** Binds a free port of `address`. Returns the error code if that fails. */
function bindFault(address: string): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? ''));
    probe.listen(0, address, () => probe.close(() => done(undefined)));
  });
}

function countProblem(flag: string, count: number, what: string, cores: number): string | undefined {
  const most = Math.max(alwaysAllowed, mostPerCore * cores);
  if (count <= most) return undefined;
  return `${flag} (${count}): this machine has ${cores} cores, and takes at most ${most} ${what}; more would only take its memory. Leave the option out for one a core.`;
}

/** The default folder may be built later. Any other folder must have the pages already. */
function clientFolderProblem(folder: string): string | undefined {
  if (existsSync(join(folder, 'index.html')) || folder === configSchema.shape.clientFolder.parse(undefined)) {
    return undefined;
  }
  return `--client-folder (${folder}): has no index.html. Name a folder of built pages, or leave the option out; npm start builds them.`;
}

/**
 * Checks the nearest existing parent, because a missing folder is created when the first recording starts.
 */
function recordingFolderProblem(folder: string): string | undefined {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined && dirname(path) !== path) continue;
    if (found?.isDirectory()) return undefined;
    return `--recording-folder (${folder}): ${path} is no folder. Name a folder, which may be one that is not there yet, or turn recording off with --maximum-recordings 0.`;
  }
}
