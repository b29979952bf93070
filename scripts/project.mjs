import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** An absolute path from parts relative to the checkout. @param {string[]} parts */
export function inProject(...parts) {
  return join(root, ...parts);
}

/** The project's own Node, which set-up installs as the npm package `node`. */
export const projectNode = inProject('node_modules', '.bin', 'node');
