import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { until } from '../until.ts';

/** Path of the browser that comes with WebKitGTK on Debian and other systems. */
const browsers = '/usr/lib/{*-linux-gnu/,}webkit2gtk-4.*/MiniBrowser';

const sessionSchema = z.object({ sessionId: z.string() });

/** Debian's WebKitGTK on a virtual display, driven by WebDriver (https://www.w3.org/TR/webdriver/). */
export class WebKitBrowser {
  readonly #ended: (() => Promise<void>)[] = [];
  #session = '';

  static async launch(port: number): Promise<WebKitBrowser> {
    const browser = new WebKitBrowser();
    try {
      await browser.#start(port);
      return browser;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  open(url: string): Promise<unknown> {
    return command(`${this.#session}/url`, { url });
  }

  /** Waits until a script in the page returns a text, and returns that. */
  async reads(what: string, script: string): Promise<string> {
    return until(what, async () => {
      const value = await command(`${this.#session}/execute/sync`, { script, args: [] });
      return value === null || value === '' ? undefined : z.string().parse(value);
    });
  }

  async close(): Promise<void> {
    if (this.#session !== '') await fetch(this.#session, { method: 'DELETE' });
    this.#session = '';
    for (let end = this.#ended.pop(); end !== undefined; end = this.#ended.pop()) await end();
  }

  async #start(port: number): Promise<void> {
    const binary = globSync(browsers)[0];
    if (binary === undefined) {
      throw new Error('There is no WebKitGTK. node scripts/setup.mjs services installs it.');
    }
    const display = await this.#display();
    const env = {
      ...process.env,
      DISPLAY: `:${display}`,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      // Its sandbox needs privileges that containers lack.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' });
    this.#ends(driver);
    const url = `http://127.0.0.1:${port}`;
    await until('WebKitWebDriver answers', async () => {
      return (await fetch(`${url}/status`).catch(() => undefined))?.ok;
    });
    const options = { binary, args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const { sessionId } = sessionSchema.parse(await command(`${url}/session`, { capabilities }));
    this.#session = `${url}/session/${sessionId}`;
  }

  /** The number of a new X display. */
  async #display(): Promise<string> {
    const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x720x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#ends(server);
    const [number] = await once(createInterface(server.stdout), 'line');
    return z.string().regex(/^\d+$/).parse(number);
  }

  #ends(child: ChildProcess): void {
    this.#ended.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    });
  }
}

/** Sends a WebDriver command and returns its value. */
async function command(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { value } = z.object({ value: z.unknown() }).parse(await answer.json());
  if (!answer.ok) throw new Error(`WebDriver: ${JSON.stringify(value)}`);
  return value;
}
