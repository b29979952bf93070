import { enableCompileCache, flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import {
  environmentName,
  exposedSecrets,
  flagName,
  helpText,
  readConfig,
  unknownVariables,
} from './config/config.ts';
import { checkMachine } from './config/machine-checks.ts';
import { greeting } from './http/addresses/server-addresses.ts';
import { readTlsPair } from './http/tls-files.ts';
import { createLog } from './log.ts';
import { RecentLog } from './recent-log.ts';
import { usablePorts } from './streaming/network/port-range.ts';
import { openTracing } from './tracing/open-tracing.ts';

/** Seconds after which a hanging shutdown is aborted. */
const shutdownSeconds = 10;

/**
 * Where Node keeps what it compiled of the server and its packages, which halves the time to load them. Nothing is kept
 * where the folder cannot be written to.
 */
const compiled = resolve(import.meta.dirname, '../build/compile-cache');

/** Starts the server. Returns the exit status if it cannot start; undefined if it runs. */
async function main(): Promise<number | undefined> {
  const config = readConfig({ arguments: process.argv.slice(2), environment: process.env });
  if (config === 'help') {
    process.stdout.write(helpText());
    return 0;
  }
  await checkMachine(config);
  if (config.tlsCert !== undefined && config.tlsKey !== undefined) readTlsPair(config.tlsCert, config.tlsKey);
  const recent = new RecentLog();
  const log = createLog({ level: config.logLevel, recent });
  for (const name of exposedSecrets(process.argv.slice(2))) {
    log.warn(
      `${flagName(name)} is on the command line, where every list of processes shows it; set ${environmentName(name)} instead.`,
    );
  }
  for (const name of unknownVariables(process.env)) {
    log.warn(`${name} is set in the environment, but there is no such option. --help lists them.`);
  }
  if (config.publicUrl === undefined && usablePorts({ first: config.port, last: config.port }).length === 0) {
    log.warn(
      `--port (${config.port}): browsers refuse to open it. Give another, or a proxy in front (--public-url).`,
    );
  }
  enableCompileCache(compiled);
  const tracing = await openTracing(config, 'worldroom', log);
  // Imported late, so that --help and invalid options do not wait for native libraries.
  const { openServices } = await import('./services.ts');
  const opening = openServices(config, log);
  opening.catch(() => {});
  // Loaded while the threads of the services start.
  const { App } = await import('./app.ts');
  const services = await opening;
  const app = new App({ config, log, recent, ...services });

  let stopping = false;
  const hurry = new AbortController();
  const stop = async (signal: NodeJS.Signals) => {
    // Who asks twice does not want to wait.
    if (stopping) return hurry.abort();
    stopping = true;
    services.expectEnd();
    log.info(`${signal}: closing rooms`);
    // Ctrl-C is pressed by somebody who sees the terminal. SIGTERM comes while people play.
    const seconds = signal === 'SIGTERM' ? config.drainSeconds : 0;
    const hung = setTimeout(() => process.exit(1), (seconds + shutdownSeconds) * 1000);
    hung.unref();
    await app.drain(seconds, hurry.signal);
    await app.close();
    await services.close();
    await tracing?.close();
    process.exit(0);
  };

  try {
    await app.listen();
  } catch (error) {
    await services.close();
    throw error;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not `once`: a terminal under npm sends the same Ctrl-C twice.
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.fatal({ err: error }, 'shutdown failed');
        process.exit(1);
      });
    });
  }
  if (config.secret === undefined && services.secret === undefined) {
    log.info(
      'Invites are signed for this run only; set WORLDROOM_SECRET to keep them valid after a restart.',
    );
  }
  for (const line of greeting(app.addresses)) process.stdout.write(`${line}\n`);
  void services.checkWorlds();
  // Node does it at the end, too, but not when the process is killed.
  flushCompileCache();
  return undefined;
}

/** The message for the person who started the server. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return `A package is missing: ${firstLine(error.message)}\nInstall what the server needs: npm ci`;
  }
  if (code === 'ERR_DLOPEN_FAILED') {
    return `A native library does not load: ${firstLine(error.message)}\nReinstall the packages for this machine: rm -rf node_modules && npm ci`;
  }
  // Other errors at the start have a message for people; these are programming errors.
  const isProgrammingError = [TypeError, RangeError, ReferenceError, SyntaxError].some(
    (kind) => error instanceof kind,
  );
  return isProgrammingError ? (error.stack ?? error.message) : error.message;
}

function firstLine(text: string): string {
  return text.split('\n')[0];
}

try {
  const status = await main();
  if (status !== undefined) process.exitCode = status;
} catch (error) {
  process.stderr.write(`Worldroom cannot start.\n${explain(error)}\n`);
  process.exit(1);
}
