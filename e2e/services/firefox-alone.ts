/**
 * Starts the server and Firefox on a machine without a network, and prints the text of the card on a player's
 * page. It is a program of its own, because the driver of Firefox has to be on the same machine.
 */
import { openServer } from '../test-bed.ts';
import { until } from '../until.ts';
import { createRoomAt } from '../watched-page.ts';
import { launchFirefox, openFirefoxPage } from './firefox.ts';

const server = await openServer();
try {
  const firefox = await launchFirefox();
  try {
    const { playLink } = await createRoomAt(server.url);
    const { page } = await openFirefoxPage(firefox, new URL(playLink, server.url).href, 'Ann');
    const card = () => page.evaluate(() => document.querySelector('[data-testid="status"]')?.textContent);
    process.stdout.write(
      await until('the card speaks of Firefox', async () => {
        const text = await card();
        return text?.includes('Firefox') ? text : undefined;
      }),
    );
  } finally {
    await firefox.close();
  }
} finally {
  await server.close();
}
