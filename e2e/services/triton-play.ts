/**
 * Rooms of one process that are drawn by a server of views: node triton-play.ts <address> <rooms> <period in ms>
 * [<deadline in ms> [<WxH>]]. It says a line of JSON for each tick, and ends with its standard input.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { busyWorld } from '../../models/evaluation/speed/play-speed.ts';
import { Generator } from '../../server/generation/generator.ts';
import { RemoteGeneration } from '../../server/generation/remote/remote-generation.ts';
import { defaultPackFolder, loadPack } from '../../server/pack/pack.ts';

/** What is said of a tick. */
export interface PlayedTick {
  room: number;
  tick: number;
  /** Milliseconds from the tick's inputs to its views. */
  milliseconds: number;
  /** Views of it. */
  views: number;
  /** Views that the server has drawn for this process, and those that it should have. */
  remote: number;
  late: number;
  /** Since the start. */
  sent: number;
  received: number;
}

/** Long, because the processors of the tests draw for the server as well. */
const usualDeadline = 3_000;

const [address, rooms, period, deadline = usualDeadline, asked] = process.argv.slice(2);
const [width, height] = asked?.split('x').map(Number) ?? [];
const size = asked === undefined ? undefined : { width, height };
let isOver = false;
process.stdin.on('end', () => {
  isOver = true;
});
process.stdin.resume();
const logger = {
  info: () => {},
  warn: (...said: unknown[]) => console.error(...said),
  error: (...said: unknown[]) => console.error(...said),
};
const pack = await loadPack(defaultPackFolder);
const local = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
const model = await RemoteGeneration.open({
  ...{ address, manifest: pack.manifest, local, deadline: Number(deadline), fewestKeyframes: 4, logger },
});

async function play(room: number): Promise<void> {
  const { world, act } = await busyWorld(pack, 1, model, size);
  while (!isOver) {
    act();
    const started = performance.now();
    const { tick, views } = await world.step();
    const milliseconds = performance.now() - started;
    const { views: remote, late, bytes } = model.use;
    const said: PlayedTick = { room, tick, milliseconds, views: views.size, remote, late, ...bytes };
    console.log(JSON.stringify(said));
    await sleep(Math.max(0, Number(period) - milliseconds));
  }
}

await Promise.all(Array.from({ length: Number(rooms) }, (_, room) => play(room)));
await model.close();
