import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './project.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd] Working folder; the checkout when left out.
 * @property {Record<string, string | undefined>} [env] Added to this process's environment.
 * @property {number} [timeout] Milliseconds after which the command is ended; unlimited when left out.
 */

/** Shown lines of a failed command's output: the first ones often tell why, the last ones where. */
const shownLines = { first: 10, last: 20 };

/**
 * Runs a command and returns its output. The output is shown only on failure: then the error contains its
 * beginning and its end.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {CommandOptions} [options]
 * @returns {Promise<string>}
 */
export function run(command, parameters, { cwd = root, env = {}, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let late = false;
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill('SIGKILL');
          }, timeout);
    /** @param {string} reason */
    const fail = (reason) => {
      reject(new Error(`${[command, ...parameters].join(' ')}: ${reason}\n${excerpt(output)}`.trimEnd()));
    };
    child.on('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    // Not 'close': a grandchild that survives a timeout may hold the pipes open.
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else if (late) fail(`not finished after ${(timeout ?? 0) / 1000} s`);
      else fail(code === null ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}

/** Whether a command ends with exit code 0. @param {string} command @param {readonly string[]} parameters */
export function succeeds(command, parameters) {
  return run(command, parameters).then(
    () => true,
    () => false,
  );
}

/** The absolute path of a program on PATH, or undefined. @param {string} name */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (isProgram(path)) return path;
  }
  return undefined;
}

/** Whether `path` is a file that this user may execute. @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** @param {string} output */
function excerpt(output) {
  const lines = output.trimEnd().split('\n');
  const { first, last } = shownLines;
  return (
    lines.length > first + last ? [...lines.slice(0, first), '...', ...lines.slice(-last)] : lines
  ).join('\n');
}
