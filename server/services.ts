import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../shared/pack.ts';
import { mostSeedKeyframes } from '../shared/world-seed.ts';
import type { StreamCounts } from './admin/load-meter.ts';
import type { AppParts } from './app.ts';
import { type Config, ConfigError } from './config/config.ts';
import { basePathOf } from './config/http-options.ts';
import { portRangeOf } from './config/port-range-text.ts';
import type { Edges } from './edge/edges.ts';
import type { Log } from './log.ts';
import { MemoryBudget, quarterOfMemory } from './memory/memory-budget.ts';
import { chosenPasses } from './memory/passes/choose-passes.ts';
import { RoomMemory } from './memory/room-memory.ts';
import { ValidWorlds } from './memory/worlds/valid-worlds.ts';
import { WorldCache } from './memory/worlds/world-cache.ts';
import { WorldThread } from './memory/worlds/world-thread.ts';
import { loadAllocator } from './native/allocator.ts';
import { openGeneration } from './open-generation.ts';
import { openSaves } from './open-saves.ts';
import { type BrokenSeed, loadPack, type Pack } from './pack/pack.ts';
import { promptEncoderOf } from './pack/prompt-encoder.ts';
import { openProcesses } from './processes/open-processes.ts';
import { MediaServer } from './streaming/media-server.ts';
import { MemoryTrimming } from './threads/memory-trimming.ts';

/** All services of a server, opened; close() ends their threads and processes. */
export interface Services extends Omit<AppParts, 'config' | 'log' | 'recent'> {
  close(): Promise<void>;
  /** Checks the worlds that were not checked before the server listened, a few seconds later. */
  checkWorlds(): Promise<void>;
  /** Announces a close before the rooms are closed. */
  expectEnd(): void;
}

/**
 * Milliseconds from when the server listens until it checks the other worlds. People come back to their rooms meanwhile,
 * whose pictures need the cores more.
 */
const returnTime = 5_000;

/**
 * Loads the pack, checks worlds until one is valid, and starts generation threads and media workers. Throws an error
 * that names the remedy.
 */
export async function openServices(config: Config, log: Log): Promise<Services> {
  let ending = false;
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last.close();
  };
  /** Has a part closed at the end, or when another one fails. */
  const closing = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.push(part);
    return part;
  };
  try {
    const pack = await loadPack(config.pack, { checksWorlds: false });
    const budget = memoryBudget(config, pack);
    closing(new MemoryTrimming(loadAllocator()));
    const thread = closing(new WorldThread(pack.manifest));
    const generating = openGeneration(config, pack, log.child({ part: 'generation' })).then(closing);
    const streaming = openMedia(config, log).then(closing);
    const saving = openSaves(config, pack, log).then((found) => {
      if (found !== undefined) closing(found.saves.store);
      return found;
    });
    const opening = allOf([
      generating,
      ValidWorlds.open(pack, { thread, broken: (seed) => logBroken(seed, log) }),
      saving,
      streaming,
      // Read at the start, so that a broken encoder is reported then and costs rooms nothing.
      promptEncoderOf(pack),
      openProcesses(config, log.child({ part: 'processes' })),
    ]);
    tellPasses(log);
    const [generator, offered, kept, media, , processes] = await opening;
    const edged = await openEdges(config, media, log.child({ part: 'edges' }));
    const worlds = closing(
      new WorldCache({
        pack,
        thread,
        bytes: config.worldCacheMegabytes * 1e6,
        failed: (world, error) => log.error({ err: error, world }, `the world "${world}" cannot be opened`),
      }),
    );
    return {
      pack: { ...pack, seed: (name) => worlds.open(name) },
      worlds: offered,
      model: generator,
      saves: kept?.saves,
      secret: kept?.secret,
      provider: generator.provider,
      media: edged?.media ?? media,
      edges: edged?.edges,
      processes,
      createMemory: (manifest, seed) =>
        seed.prepared?.fork(budget) ?? new RoomMemory(manifest, undefined, budget),
      budget,
      load: {
        mediaWorkers: () => media.usage(),
        generation: () => generator.load,
        streams: () => countsOf(media, edged?.edges),
        store: kept && (() => kept.thread.activity),
      },
      checkWorlds: async () => {
        await sleep(returnTime, undefined, { ref: false });
        if (ending) return;
        await offered.checkAll().catch((error: unknown) => {
          if (!ending) log.error({ err: error }, 'the worlds of the pack were not all checked');
        });
      },
      expectEnd: () => {
        ending = true;
        media.expectEnd();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Waits for parts that are opened side by side, also for those that open when one fails, so that they can be closed.
 *
 * @throws Error of the first of them that fails, in their order
 */
async function allOf<T extends readonly Promise<unknown>[] | []>(
  parts: T,
): Promise<{ -readonly [part in keyof T]: Awaited<T[part]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

async function openMedia(config: Config, log: Log): Promise<MediaServer> {
  const { address } = await lookup(config.host);
  return MediaServer.create({
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
}

/** Loaded only by servers with edges. */
async function openEdges(config: Config, media: MediaServer, log: Log) {
  const { maximumEdges: most, secret, originSpectators: spectatorsHere } = config;
  if (most === 0 || secret === undefined) return undefined;
  const [{ Edges }, { EdgedMedia }] = await Promise.all([
    import('./edge/edges.ts'),
    import('./edge/edged-media.ts'),
  ]);
  const ports = config.pipePorts === undefined ? undefined : portRangeOf(config.pipePorts);
  const address = { announced: config.pipeAddress, ports };
  const edges = new Edges({ secret, most, address, basePath: basePathOf(config), log });
  return { edges, media: new EdgedMedia({ media, edges, spectatorsHere, log }) };
}

/** Viewers whose media come from an edge have one here as well, which carries nothing. */
function countsOf({ counts }: MediaServer, edges: Edges | undefined): StreamCounts {
  const edge = edges?.counts.viewers ?? 0;
  return { ...counts, viewers: { origin: counts.viewers.origin - edge, edge } };
}

/** The memory budget of all rooms. Throws a ConfigError if one room could not start with it. */
export function memoryBudget(
  { memoryMegabytes, roomMemoryMegabytes }: Pick<Config, 'memoryMegabytes' | 'roomMemoryMegabytes'>,
  { manifest }: Pick<Pack, 'manifest'>,
): MemoryBudget {
  const least = Math.ceil((mostSeedKeyframes * largestKeyframe(manifest.view)) / 1e6);
  const megabytes = memoryMegabytes ?? Math.max(quarterOfMemory() / 1e6, least);
  if (megabytes >= least) return new MemoryBudget(megabytes * 1e6, roomMemoryMegabytes * 1e6);
  throw new ConfigError(
    `--memory-megabytes (${memoryMegabytes}): the world of one room may take ${least} MB with this pack. Give at least as much, or leave the option out for a quarter of the memory there is.`,
  );
}

/** Bytes of a keyframe with a fine picture in the largest size of the pack. */
function largestKeyframe({ width, height, sizes = [] }: Manifest['view']): number {
  const fine = Math.max(0, ...sizes.map((size) => size.width * size.height));
  // Three colours and a 16-bit inverse depth; three colours.
  return 5 * width * height + 3 * fine;
}

/** Has the choice made now, so that no tick waits for it. */
function tellPasses(log: Log): void {
  const { passes, reason } = chosenPasses();
  log.info({ memory: passes.name }, `passes over memory are done by ${passes.name} (${reason})`);
}

/** Logs that a world is left out. */
function logBroken({ name, error }: BrokenSeed, log: Log): void {
  const { file, field } = error;
  log.warn({ world: name, file, field }, `The world "${name}" is left out: ${error.message}`);
}
