import { existsSync } from 'node:fs';
import { findProgram, run } from './command.mjs';
import { step } from './step.mjs';

/**
 * Installs packages of Debian or Ubuntu where this process may; else throws an error that says
 * which ones to install.
 *
 * @param {readonly string[]} packages
 * @param {string} purpose What they are for, as in "to build the media worker".
 */
export async function installDebianPackages(packages, purpose) {
  if (!mayInstallDebianPackages()) {
    throw new Error(
      `Missing ${purpose}: on Debian or Ubuntu run\n  sudo apt-get install ${packages.join(' ')}\n` +
        'and start again; elsewhere install the packages of the same purpose.',
    );
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await step(`Installing ${packages.join(', ')} ${purpose}`, async () => {
    await run('apt-get', ['update'], { env, timeout: 180_000 });
    await run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], {
      env,
      timeout: 600_000,
    });
  });
}

/** Whether this is Debian or Ubuntu and this process is root. */
export function mayInstallDebianPackages() {
  return (
    existsSync('/etc/debian_version') && process.getuid?.() === 0 && findProgram('apt-get') !== undefined
  );
}
