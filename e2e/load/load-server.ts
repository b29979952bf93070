/** The real server, except that it sends video to headless clients ({@link PlainMedia}). It takes the same options. */
import { App } from '../../server/app.ts';
import { readConfig } from '../../server/config/config.ts';
import { createLog } from '../../server/log.ts';
import { openServices } from '../../server/services.ts';
import { MediaServer } from '../../server/streaming/media-server.ts';
import { PlainMedia } from './plain-media.ts';

const config = readConfig({ arguments: process.argv.slice(2), environment: process.env });
if (config === 'help') throw new Error('load-server.ts has the options of the server');
const log = createLog({ level: config.logLevel });
const services = await openServices(config, log);
if (!(services.media instanceof MediaServer)) throw new Error('the load has no edges');
const app = new App({ config, log, ...services, media: new PlainMedia(services.media) });
process.stdout.write(`Worldroom is ready: ${await app.listen()}\n`);

process.once('SIGTERM', async () => {
  services.expectEnd();
  await app.close();
  await services.close();
  process.exit(0);
});
