import { existsSync } from 'node:fs';
import { findProgram, run } from './command.mjs';
import { step } from './step.mjs';

/**
 * Installs packages of Debian or Ubuntu if this process may; otherwise throws an error that names the
 * packages to install.
 *
 * @param {readonly string[]} packages
 * @param {string} purpose What they are for, as in "to build the media worker".
 */
export async function installDebianPackages(packages, purpose) {
  const remedy =
    `On Debian or Ubuntu run\n  sudo apt-get install ${packages.join(' ')}\n` +
    'and start again; elsewhere install what serves the same purpose.';
  if (!mayInstallDebianPackages()) throw new Error(`Packages are missing ${purpose}. ${remedy}`);
  await step(`Installing ${packages.join(', ')} ${purpose}`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    // The packages may be available even if one source cannot be reached.
    await run('apt-get', ['update'], { env, timeout: 180_000 }).catch(() => undefined);
    await run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], {
      env,
      timeout: 600_000,
    }).catch((error) => {
      throw new Error(`${error.message}\n\nPackages are missing ${purpose}. ${remedy}`);
    });
  });
}

/** Whether this is Debian or Ubuntu and this process is root. */
export function mayInstallDebianPackages() {
  return (
    existsSync('/etc/debian_version') && process.getuid?.() === 0 && findProgram('apt-get') !== undefined
  );
}
