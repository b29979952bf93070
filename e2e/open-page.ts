import { type Browser, type BrowserContextOptions, chromium } from 'playwright';
import { findBrowser } from '../scripts/browser.mjs';
import { installRecorder } from './page-recorder.ts';
import { Visitor } from './visitor.ts';

/** A person's device; by default a window of 800 by 450 with a keyboard and a mouse. */
export interface VisitorDevice
  extends Pick<
    BrowserContextOptions,
    'viewport' | 'hasTouch' | 'isMobile' | 'deviceScaleFactor' | 'ignoreHTTPSErrors' | 'locale'
  > {
  /** Run in the page before its own code, in this order. */
  script?: (() => void) | readonly (() => void)[];
  /** True for somebody whom the first minute teaches; others have done it. */
  newcomer?: boolean;
  /** False if the page is measured, because reading the pixels of every frame costs time and memory. */
  recorded?: boolean;
}

const chromiumFlags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** Opens a page as a person with this name and a device of their own. Its errors are added to `pageErrors`. */
export async function openPage(
  browser: Browser,
  { href, origin }: URL,
  {
    name,
    device: given = {},
    pageErrors = [],
  }: { name: string; device?: VisitorDevice; pageErrors?: string[] },
): Promise<Visitor> {
  const { script, recorded = true, newcomer = false, ...device } = given;
  const preferences = {
    name: 'worldroom.preferences',
    value: JSON.stringify({ name, firstMinuteOver: !newcomer }),
  };
  const context = await browser.newContext({
    viewport: { width: 800, height: 450 },
    ...device,
    storageState: {
      cookies: [],
      origins: [{ origin, localStorage: [preferences] }],
    },
  });
  if (recorded) await context.addInitScript(installRecorder);
  for (const run of [script ?? []].flat()) await context.addInitScript(run);
  const page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(`${name}: ${message.text()}`);
  });
  await page.goto(href);
  return new Visitor(page, name);
}

/** `executable` runs Chromium with its arguments; by default Chromium itself. */
export async function launchBrowser(executable?: string): Promise<Browser> {
  const executablePath = executable ?? (await findBrowser());
  if (executablePath === undefined) {
    throw new Error('There is no Chromium. node scripts/setup.mjs browser finds or installs one.');
  }
  return chromium.launch({ executablePath, args: chromiumFlags });
}
