import type { Generator } from '../../../server/generation/generator.ts';
import { tileMetres } from '../../../server/map-generation/tile.ts';
import { MemoryBudget } from '../../../server/memory/memory-budget.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import { type AllocatorState, loadAllocator } from '../../../server/native/allocator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { beginningSeed } from '../../../server/rooms/beginning-seed.ts';
import { MemoryTrimming } from '../../../server/threads/memory-trimming.ts';
import { World } from '../../../server/world/world.ts';
import { describeMachine, type Machine } from '../speed/machine.ts';
import { MemoryTrace, type MemoryTraceFigures } from './memory-trace.ts';
import { OutAndBack } from './out-and-back.ts';
import { TileHashes, type TileHashFigures } from './tile-hashes.ts';
import { type TileTime, watchedModel } from './watched-model.ts';

/** Metres around the start that are filled in before anybody walks, as rooms do. */
const startReach = 20;
/** Seconds of play between two samples of memory. */
const sampleEvery = 5;
/** Megabytes of keyframes that the room may hold. A room that begins with nothing writes none on ground that its map made up. */
const keyframeMegabytes = 32;

export interface LongWalkOptions {
  bots: number;
  /** Of play, at the pack's rate. */
  minutes: number;
  /** Metres of way that each bot walks, half of them outwards. */
  metres: number;
  roomSeed: number;
  /** Every so many ticks all views are drawn; never with 0. */
  drawEvery: number;
  /** Tiles that another room fills in again at the end. */
  checked: number;
  /** Starts another generator for it, which remembers nothing. */
  startAgain: () => Promise<Pick<Generator, 'fillTile' | 'generate' | 'move' | 'close'>>;
  progress?: (line: string) => void;
}

const walk = { bots: 4, roomSeed: 9100, drawEvery: 60 };
/** An hour's walk of 4 km, and a short one that shows what grows. */
export const hourOfWalking = { ...walk, minutes: 60, metres: 4000, checked: 60 };
export const shortWalk = { ...walk, minutes: 10, metres: 700, checked: 8 };

export interface LongWalkReport {
  bots: number;
  ticks: number;
  draw_every: number;
  /** Of each bot: metres walked, farthest from the start, times that it came back. */
  metres: number[];
  farthest: number[];
  returns: number[];
  /** Resident memory of the process, and what its heap and the buffers outside of it hold. */
  resident: MemoryTraceFigures;
  heap: MemoryTraceFigures;
  buffers: MemoryTraceFigures;
  /** What malloc holds, where it is glibc's: small blocks in use, those that are free but kept, and large blocks. */
  malloc: Record<keyof AllocatorState, MemoryTraceFigures> | undefined;
  /** Tiles that the room forgot and filled in again, because somebody came back. */
  revisits: TileHashFigures;
  /** The same after the room and its networks were closed: tiles of another room with the same seed, in another order. */
  reopened: TileHashFigures;
  /** Mean milliseconds of a tick without pictures and tiles, by minute of play. */
  tick_milliseconds: number[];
  entities: number;
  keyframes: number;
  /** Wall time, seconds. */
  seconds: number;
  machine: Machine;
}

/** Bots walk far out and back over ground that nobody has seen, as fast as the machine goes. */
export async function measureLongWalk(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move' | 'fillTile'>,
  { bots, minutes, metres, roomSeed, drawEvery, checked, startAgain, progress = () => {} }: LongWalkOptions,
): Promise<LongWalkReport> {
  const began = performance.now();
  const { manifest } = pack;
  const { rate } = manifest.view;
  const ticks = minutes * 60 * rate;
  const hashes = new TileHashes();
  const time: TileTime = { tiles: 0, milliseconds: 0 };
  const model = watchedModel(hashedModel(generator, hashes), time);
  const sources = { manifest, seed: (name: string) => pack.seed(name) };
  const seed = await beginningSeed(sources, { begin: 'nothing', world: '', roomSeed });
  const memory = new RoomMemory(manifest).use(new MemoryBudget(keyframeMegabytes * 2 ** 20));
  const world = new World({ pack, seed, generator: model, memory, roomSeed, map: {} });
  await world.map?.fillAround(seed.spawns, startReach);
  const walking = Array.from(
    { length: bots },
    (_, i) =>
      new OutAndBack(world, `bot-${i}`, {
        direction: (2 * Math.PI * i) / bots,
        out: metres / 2,
        pace: metres / ticks,
        seed: roomSeed + i,
      }),
  );
  const traces = { resident: new MemoryTrace(), heap: new MemoryTrace(), buffers: new MemoryTrace() };
  const allocator = loadAllocator();
  const malloc = { used: new MemoryTrace(), free: new MemoryTrace(), mapped: new MemoryTrace() };
  const mallocFigures = () =>
    allocator && {
      used: malloc.used.figures(),
      free: malloc.free.figures(),
      mapped: malloc.mapped.figures(),
    };
  const trimming = new MemoryTrimming(allocator);
  const tickTimes: number[] = [];
  let inTicks = 0;
  for (let tick = 0; tick < ticks; tick++) {
    for (const bot of walking) bot.act(tick);
    const start = performance.now();
    await world.advance();
    inTicks += performance.now() - start;
    if (drawEvery > 0 && tick % drawEvery === 0) await world.draw();
    await model.filled();
    const seconds = tick / rate;
    if (tick % (sampleEvery * rate) === 0) {
      const { rss, heapUsed, external } = process.memoryUsage();
      traces.resident.add(seconds, rss);
      traces.heap.add(seconds, heapUsed);
      traces.buffers.add(seconds, external);
      const { used = 0, free = 0, mapped = 0 } = allocator?.state() ?? {};
      malloc.used.add(seconds, used);
      malloc.free.add(seconds, free);
      malloc.mapped.add(seconds, mapped);
    }
    if ((tick + 1) % (60 * rate) !== 0) continue;
    tickTimes.push(inTicks / (60 * rate));
    inTicks = 0;
    const { minutes: resident } = traces.resident.figures();
    progress(
      `minute ${resident.length}: ${resident.at(-1)} MB resident, ${traces.heap.figures().minutes.at(-1)} MB heap, malloc ${(['used', 'free', 'mapped'] as const).map((part) => mallocFigures()?.[part].minutes.at(-1)).join(' ')} MB, ${world.state.entities.size} entities, ${memory.size} keyframes, ${JSON.stringify(hashes.figures)}, ${walking.map(({ metres }) => Math.round(metres)).join(' ')} m, tick ${tickTimes.at(-1)?.toFixed(2)} ms, tile ${(time.milliseconds / time.tiles).toFixed(1)} ms, ${Math.round((performance.now() - began) / 1000)} s`,
    );
  }
  const { entities } = world.state;
  const revisits = hashes.figures;
  const report = {
    bots,
    ticks,
    draw_every: drawEvery,
    metres: walking.map(({ metres }) => metres),
    farthest: walking.map(({ farthest }) => farthest),
    returns: walking.map(({ returns }) => returns),
    resident: traces.resident.figures(),
    heap: traces.heap.figures(),
    buffers: traces.buffers.figures(),
    malloc: mallocFigures(),
    revisits,
    tick_milliseconds: tickTimes,
    entities: entities.size,
    keyframes: memory.size,
    seconds: (performance.now() - began) / 1000,
  };
  world.close();
  await trimming.close();
  const again = await startAgain();
  try {
    const reopened = await reopenedTiles(
      hashes,
      checked,
      (other) =>
        new World({
          ...{ pack, seed, roomSeed, map: {} },
          generator: hashedModel(again, other),
          memory: new RoomMemory(manifest),
        }),
    );
    return { ...report, reopened, machine: await describeMachine() };
  } finally {
    await again.close();
  }
}

/** Fills in some of the tiles again, last first, with all that they depend on. */
async function reopenedTiles(
  hashes: TileHashes,
  count: number,
  open: (hashes: TileHashes) => World,
): Promise<TileHashFigures> {
  const known = hashes.copy();
  const world = open(known);
  const tiles = known.tiles();
  for (let i = 0; i < count; i++) {
    const { x, z } = tiles[Math.floor(((count - i - 0.5) * tiles.length) / count)];
    await world.map?.fillAround([{ x: (x + 0.5) * tileMetres, z: (z + 0.5) * tileMetres }], 0);
  }
  world.close();
  return known.figures;
}

function hashedModel(
  generator: Pick<Generator, 'generate' | 'move' | 'fillTile'>,
  hashes: TileHashes,
): Pick<Generator, 'generate' | 'move' | 'fillTile'> {
  return {
    generate: (requests) => generator.generate(requests),
    move: (features, bodies) => generator.move(features, bodies),
    async fillTile(request) {
      const tile = await generator.fillTile(request);
      hashes.seen(request.tile, tile);
      return tile;
    },
  };
}
