import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findProgram } from '../../scripts/command.mjs';
import { pictureOf, readPicture } from '../page-picture.ts';
import { brightness, type Picture } from '../pixels.ts';
import { until } from '../until.ts';

/** A page of Firefox with a person's actions. */
export class FirefoxPage {
  readonly page: Page;
  /** Exceptions and console errors of the page. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  /** Waits for a picture that is not uniform. */
  async seesSomething(): Promise<Picture> {
    return until('Firefox shows a picture', async () => {
      const read = await this.page.evaluate(readPicture, 'body');
      const picture = read && pictureOf(read);
      return picture && brightness(picture).deviation > 5 ? picture : undefined;
    });
  }

  /** Waits until a function in the page returns a value, and returns that. */
  async reads<T>(what: string, poll: () => T | undefined | null | false): Promise<T> {
    return until(what, () => this.page.evaluate(poll));
  }

  click(testId: string): Promise<void> {
    return this.page.click(`[data-testid="${testId}"]`);
  }
}

/** Starts Debian's Firefox, headless, driven over WebDriver BiDi. */
export async function launchFirefox(): Promise<Browser> {
  const executablePath = findProgram('firefox-esr') ?? findProgram('firefox');
  if (executablePath === undefined) {
    throw new Error('There is no Firefox. node scripts/setup.mjs services installs one.');
  }
  return puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
}

/** Opens an address as a person with this name. */
export async function openFirefoxPage(browser: Browser, url: string, name: string): Promise<FirefoxPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 800, height: 450 });
  // An address of the same origin without a page of this project.
  await page.goto(new URL('/health', url).href);
  await page.evaluate(
    (value) => localStorage.setItem('worldroom.preferences', value),
    JSON.stringify({ name, firstMinuteOver: true }),
  );
  const opened = new FirefoxPage(page);
  await page.goto(url);
  return opened;
}
