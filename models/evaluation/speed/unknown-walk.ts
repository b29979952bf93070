import { setTimeout as wait } from 'node:timers/promises';
import { type GeneratedView, pictureOf } from '../../../server/contracts/view.ts';
import type { Tile } from '../../../server/map-generation/tile.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import { beginningSeed } from '../../../server/rooms/beginning-seed.ts';
import { TickLoop } from '../../../server/world/tick-loop.ts';
import { World } from '../../../server/world/world.ts';
import type { Beginning } from '../../../shared/beginning.ts';
import { planCellSize, planTile } from '../../../shared/plan.ts';
import { OutAndBack } from '../endless/out-and-back.ts';
import { TileLead, type TileLeadFigures, wantedAhead } from '../endless/tile-lead.ts';
import { quantile, type Subject } from './play-speed.ts';

/** Metres around the start that are filled in before anybody walks, as rooms do. */
const startReach = 20;
/** Seconds that players stand at the start: whoever opens a room sees it first. */
const standing = 2;

/** Milliseconds. */
export interface Spread {
  count: number;
  median: number;
  p95: number;
}

/** Players who walk into ground that nobody has seen, in real time. */
export interface UnknownWalkFigures {
  begin: Beginning;
  players: number;
  seconds: number;
  /** Metres that each player walked, and how far from the start they got. */
  metres: number[];
  farthest: number[];
  /** Share of ticks whose views were all encoded and sent before the next tick was due. */
  deadline_attainment: number;
  /** Ticks at which the world stood still, and those that were not drawn. */
  missed: number;
  undrawn: number;
  /** Milliseconds from the start of a tick until its last view was sent. */
  tick_p50: number;
  tick_p95: number;
  /** Cores that all of it kept busy, on average. */
  cores: number;
  /** How far ahead tiles came, and whether one was waited for. */
  lead: TileLeadFigures;
  /** Wall time of a tile on its thread, of painting a view, and of all steps of a view that was painted. */
  tile: Spread;
  paint: Spread;
  view: Spread;
}

export interface UnknownWalkOptions {
  begin: Beginning;
  players: number;
  seconds: number;
  roomSeed: number;
}

/** Plays in the engine's own loop, with its generator and encoders. */
export async function walkIntoUnknown(
  { pack, generator, media }: Subject,
  { begin, players, seconds, roomSeed }: UnknownWalkOptions,
): Promise<UnknownWalkFigures> {
  const { manifest } = pack;
  const { view } = manifest;
  const times = { tile: [] as number[], paint: [] as number[], view: [] as number[] };
  const model = timedModel(generator, times);
  const sources = { manifest, seed: (name: string) => pack.seed(name) };
  const seed = await beginningSeed(sources, { begin, world: manifest.seeds[0].name, roomSeed });
  const memory = new RoomMemory(manifest);
  const world = new World({ pack, seed, generator: model, memory, roomSeed, map: {} });
  const [start] = world.spawns;
  await world.map?.fillAround([start], startReach);
  await world.advance();
  const walking = Array.from(
    { length: players },
    (_, i) =>
      new OutAndBack(world, `bot-${i}`, {
        direction: (2 * Math.PI * i) / players,
        out: Number.POSITIVE_INFINITY,
        seed: roomSeed + i,
      }),
  );
  const streams = new Map(
    await Promise.all(
      world.drawnViews.map(async (one) => [one.view, await media.createStream(view)] as const),
    ),
  );
  const lead = new TileLead((tile) => isThere(world, tile));
  const period = 1000 / view.rate;
  const durations: number[] = [];
  let met = 0;
  const send = async (views: readonly GeneratedView[], merged: number) => {
    await Promise.all(
      views.map((one) => streams.get(one.view)?.push(pictureOf(one, view), performance.now())),
    );
    const took = performance.now() - merged;
    durations.push(took);
    if (took <= period) met++;
  };
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const loop = new TickLoop({
    world,
    deliver: (views, _, { merged }) => {
      const sent: Promise<void> = send(views, merged).finally(() => sending.delete(sent));
      sending.add(sent);
    },
    advanced: () => {
      if (performance.now() < setOut) return;
      lead.look(walking.map(({ place }) => place));
      for (const bot of walking) bot.act(world.state.tick);
    },
    failed: (error) => failures.push(error),
  });
  for (const list of Object.values(times)) list.length = 0;
  const began = performance.now();
  const setOut = began + standing * 1000;
  const before = process.cpuUsage();
  loop.start();
  await wait((standing + seconds) * 1000);
  await loop.stop();
  await Promise.all(sending);
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  for (const stream of streams.values()) stream.close();
  world.close();
  if (failures.length > 0) throw failures[0];
  const { dueTicks, missedTicks, undrawnTicks } = world.statistics;
  return {
    begin,
    players,
    seconds: elapsed,
    metres: walking.map(({ metres }) => metres),
    farthest: walking.map(({ farthest }) => farthest),
    deadline_attainment: met / dueTicks,
    missed: missedTicks,
    undrawn: undrawnTicks,
    tick_p50: quantile(durations, 0.5),
    tick_p95: quantile(durations, 0.95),
    cores: (user + system) / 1e6 / elapsed,
    lead: lead.figures,
    tile: spread(times.tile),
    paint: spread(times.paint),
    view: spread(times.view),
  };
}

/** A generator that says of each tile and each painted view how long it took. */
function timedModel(
  generator: Subject['generator'],
  times: { tile: number[]; paint: number[]; view: number[] },
): Pick<Subject['generator'], 'generate' | 'move' | 'fillTile'> {
  const { time } = generator;
  let known = { paint: time.inference.paint, views: time.views };
  return {
    move: (features, bodies) => generator.move(features, bodies),
    async fillTile(request) {
      const start = performance.now();
      const tile = await generator.fillTile(request);
      times.tile.push(performance.now() - start);
      return tile;
    },
    generate: (requests) =>
      Promise.all(
        requests.map(async (request) => {
          const [view] = await generator.generate([request]);
          // Answers that came together are told apart by their mean.
          const views = time.views - known.views;
          const paint = (time.inference.paint - known.paint) / views;
          if (views > 0) {
            known = { paint: time.inference.paint, views: time.views };
            for (let i = 0; i < views; i++) times.paint.push(paint);
          }
          times.view.push(view.milliseconds);
          return view;
        }),
      ),
  };
}

/** Whether nothing of a tile is unknown. */
function isThere({ ground }: World, { x, z }: Tile): boolean {
  const at = (cell: number) => Math.floor(((cell + 0.5) * planCellSize) / ground.cellSize);
  for (let cellZ = z * planTile; cellZ < (z + 1) * planTile; cellZ++) {
    for (let cellX = x * planTile; cellX < (x + 1) * planTile; cellX++) {
      if (ground.cell?.(at(cellX), at(cellZ)) === 'unknown') return false;
    }
  }
  return true;
}

export function spread(milliseconds: readonly number[]): Spread {
  const at = (share: number) => (milliseconds.length > 0 ? quantile(milliseconds, share) : Number.NaN);
  return { count: milliseconds.length, median: at(0.5), p95: at(0.95) };
}

/** Lines for people. */
export function describeUnknownWalk(walks: readonly UnknownWalkFigures[]): string[] {
  const times = ({ median, p95, count }: Spread) =>
    `${median.toFixed(1)}, ${p95.toFixed(1)} ms (median, p95 of ${count})`;
  const list = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(' and ');
  return walks.flatMap(({ lead, ...walk }) => [
    `${walk.players} players walk into the unknown for ${walk.seconds.toFixed(0)} s, from ${walk.begin}: ${list(walk.metres)} m of way, ${list(walk.farthest)} m away`,
    `  deadline ${walk.deadline_attainment.toFixed(3)}; ${walk.missed} ticks missed, ${walk.undrawn} not drawn; tick ${walk.tick_p50.toFixed(1)}, ${walk.tick_p95.toFixed(1)} ms (median, p95); ${walk.cores.toFixed(2)} cores busy`,
    `  of ${lead.tiles} tiles, ${lead.waited} were waited for (on ${lead.looks_waited} of ${lead.looks} ticks), and ${lead.late} came later than ${wantedAhead} m ahead; metres ahead: least ${lead.metres.least.toFixed(1)}, 5th percentile ${lead.metres.p5.toFixed(1)}, median ${lead.metres.median.toFixed(1)}`,
    `  a tile ${times(walk.tile)}; painting a view ${times(walk.paint)}; a whole view ${times(walk.view)}`,
  ]);
}
