import { findProgram, isProgram, run } from './command.mjs';
import { installDebianPackages, mayInstallDebianPackages } from './debian.mjs';
import { inProject, projectNode } from './project.mjs';
import { say, step } from './step.mjs';

const systemBrowsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const downloadTimeout = 180_000;

/**
 * Path of the Chromium for tests: the one that WORLDROOM_BROWSER names, or Playwright's download, or the
 * system's; undefined if there is none.
 *
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser() {
  const named = process.env.WORLDROOM_BROWSER;
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(`WORLDROOM_BROWSER names ${named}, which is not a program; correct or unset it.`);
  }
  const { chromium } = await import('playwright');
  const downloaded = chromium.executablePath();
  if (isProgram(downloaded)) return downloaded;
  for (const name of systemBrowsers) {
    const path = findProgram(name);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Like {@link findBrowser}, but installs one if there is none. */
export async function provideBrowser() {
  const present = await findBrowser();
  if (present !== undefined) return present;
  const playwright = inProject('node_modules', 'playwright', 'cli.js');
  await step('Downloading Chromium for the browser tests', () =>
    run(projectNode, [playwright, 'install', 'chromium'], { timeout: downloadTimeout }).catch(
      () => undefined,
    ),
  );
  const downloaded = await findBrowser();
  if (downloaded !== undefined) return downloaded;
  say('    it cannot be had here');
  if (mayInstallDebianPackages()) await installDebianPackages(['chromium'], 'for the browser tests');
  const installed = await findBrowser();
  if (installed !== undefined) return installed;
  throw new Error(
    'The browser tests need Chromium: install it (Debian: sudo apt-get install chromium), or set ' +
      'WORLDROOM_BROWSER to the path of a Chromium or Chrome.',
  );
}
