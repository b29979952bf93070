import { lookup } from 'node:dns/promises';
import type { AppParts } from './app.ts';
import type { Config } from './config/config.ts';
import { portRangeOf } from './config/media-port.ts';
import { Generator } from './generation/generator.ts';
import type { Log } from './log.ts';
import { RoomMemory } from './memory/room-memory.ts';
import { loadPack } from './pack/pack.ts';
import { MediaServer } from './streaming/media-server.ts';

/** Everything that a server runs on, opened; close() ends its threads and processes. */
export interface Services extends Omit<AppParts, 'config' | 'log' | 'recent'> {
  close(): Promise<void>;
  /** Says that a close follows, before the rooms are closed. */
  expectEnd(): void;
}

/** Loads the pack, starts generation threads and media workers. Throws an error that names the remedy. */
export async function openServices(config: Config, log: Log): Promise<Services> {
  const pack = await loadPack(config.pack);
  const generator = await Generator.create(pack, {
    provider: config.provider,
    workers: config.workers,
    logger: log.child({ part: 'generation' }),
  });
  try {
    const { address } = await lookup(config.host);
    const media = await MediaServer.create({
      listenAddress: address,
      announcedAddresses: config.announcedAddress,
      mediaPort: config.mediaPort === undefined ? undefined : portRangeOf(config.mediaPort),
      iceServers: {
        urls: config.iceServers,
        secret: config.turnSecret,
        username: config.turnUsername,
        password: config.turnPassword,
        hours: config.turnHours,
        policy: config.iceTransportPolicy,
      },
      workers: config.mediaWorkers,
      logger: log.child({ part: 'streaming' }),
    });
    return {
      pack,
      model: generator,
      provider: generator.provider,
      media,
      createMemory: (manifest) => new RoomMemory(manifest),
      load: {
        mediaWorkers: () => media.usage(),
        generation: () => {
          const { views, imagined, engine, inference } = generator.time;
          const { condition, imagine, draw } = inference;
          return {
            workers: generator.workers,
            views,
            imagined,
            engine,
            inference: condition + imagine + draw,
          };
        },
      },
      expectEnd: () => media.expectEnd(),
      close: async () => {
        await media.close();
        await generator.close();
      },
    };
  } catch (error) {
    await generator.close();
    throw error;
  }
}
