import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { RecordedStream } from './recording.ts';
import type { ReplayedFrame, ReplayMode, ReplayPage } from './replayed-frame.ts';

/** Frames that are fetched from the page at once. */
const batch = 20;
/** Nobody listens there: the browser is given its pages by route. Pages of this machine may use all of WebCodecs. */
const site = 'http://localhost:9/';
const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The replaying page's script. */
export async function bundleReplayPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'replay-page.ts')],
    ...{ bundle: true, write: false, format: 'iife', target: 'es2022', platform: 'browser' },
  });
  return outputFiles[0].text;
}

/** What a replay runs in. */
export interface ReplayBrowser {
  browser: Browser;
  /** Of {@link bundleReplayPage}. */
  script: string;
}

/**
 * Draws a recorded stream frame by frame for a virtual screen, in a real browser; `each` takes the frames in order. Resolves to
 * the player's path, as the room decided it.
 */
export async function replay(
  where: ReplayBrowser,
  stream: RecordedStream,
  mode: ReplayMode,
  each: (frame: ReplayedFrame) => void,
): Promise<ReplayPage['path']> {
  const { page, failures } = await openReplay(where, stream, mode);
  try {
    for (;;) {
      const frames = await page.evaluate((count) => window.replay?.advance(count) ?? [], batch);
      if (failures.length > 0) throw new AggregateError(failures, 'The replaying page had errors.');
      if (frames.length === 0) break;
      for (const frame of frames) each(frame);
    }
    const { differing, path } = await page.evaluate(() => ({
      differing: window.replay?.differing ?? 0,
      path: window.replay?.path ?? { points: [], sentAt: [] },
    }));
    if (differing > 0) throw new Error(`${differing} inputs differ from those that the recorded page sent.`);
    return path;
  } finally {
    await page.close();
  }
}

/** A page that is about to replay a stream, and its errors; the device's viewport is that of the mode by default. */
export async function openReplay(
  { browser, script }: ReplayBrowser,
  { recording, bytes }: RecordedStream,
  mode: ReplayMode,
  device: BrowserContextOptions = {},
): Promise<{ page: Page; failures: readonly Error[] }> {
  const page = await browser.newPage({ viewport: { width: mode.width, height: mode.height }, ...device });
  const failures: Error[] = [];
  page.on('pageerror', (error) => failures.push(error));
  const answers: Record<string, { contentType: string; body: string | Buffer }> = {
    '/': { contentType: 'text/html', body: '<!doctype html><title>Replay</title><body style="margin:0">' },
    '/recording.json': { contentType: 'application/json', body: JSON.stringify(recording) },
    '/recording.bin': { contentType: 'application/octet-stream', body: Buffer.from(bytes) },
  };
  await page.route(`${site}**`, (route) => {
    const answer = answers[new URL(route.request().url()).pathname];
    // The clock of pages that are isolated from other sites is exact to 5 microseconds.
    return answer ? route.fulfill({ ...answer, headers: isolated }) : route.abort();
  });
  await page.goto(site);
  await page.addScriptTag({ content: script });
  await page.evaluate((asked) => window.openReplay?.(asked), mode);
  return { page, failures };
}
