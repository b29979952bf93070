import { EventLoopDelay } from '../../../server/admin/event-loop-delay.ts';
import { isSameSize, type Picture, type PictureSize } from '../../../server/contracts/picture.ts';
import { pictureOf } from '../../../server/contracts/view.ts';
import type { WorldModel } from '../../../server/contracts/world-model.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { type InferenceTime, viewSteps } from '../../../server/generation/sampler.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import type { MediaServer } from '../../../server/streaming/media-server.ts';
import { World } from '../../../server/world/world.ts';
import { neutralAction } from '../../../shared/action.ts';

/** The measured pack. */
export interface Subject {
  pack: Pack;
  generator: Generator;
  media: MediaServer;
}

/** Figures of a room in real time at the pack's rate. */
export interface PlayFigures {
  players: number;
  /** Size of every picture, as WxH. */
  size: string;
  seconds: number;
  /** Views encoded and sent a second of wall time. */
  views_per_second: number;
  /** Share of ticks whose views were all encoded and sent before the next tick was due. */
  deadline_attainment: number;
  /** Milliseconds from the start of a tick until its last view was sent. */
  tick_p50: number;
  tick_p95: number;
  /** How late timers of 1 ms fire on the main thread, milliseconds, 99th percentile. */
  event_loop_p99: number;
}

/** Milliseconds for a view, by stage; `memory` runs on the main thread. */
export type StageTimes = InferenceTime & { retrieve: number; memory: number; encode: number };

/** A world whose players constantly run, turn and jump. */
export async function busyWorld(pack: Pack, players: number, model: WorldModel, size?: PictureSize) {
  const seed = await pack.seed(pack.manifest.seeds[0].name);
  const memory = new RoomMemory(pack.manifest);
  const world = new World({ pack, seed, generator: model, memory, roomSeed: 1 });
  const ids = Array.from({ length: players }, (_, i) => `player-${i}`);
  for (const id of ids) {
    world.join(id, id);
    if (size) world.pictureSizes.set(id, size);
  }
  let sequence = 0;
  const act = () => {
    sequence++;
    ids.forEach((id, i) => {
      const turn = Math.sin(sequence / 17 + i) * 0.6;
      const action = { ...neutralAction, move: 1, turn, jump: sequence % 40 === i };
      world.setInput(id, { sequence, action });
    });
  };
  return { world, act, ids };
}

export async function playInRealTime(
  { pack, generator, media }: Subject,
  players: number,
  size: PictureSize,
  seconds: number,
): Promise<PlayFigures> {
  const { rate, width, height } = pack.manifest.view;
  const { world, act, ids } = await busyWorld(pack, players, generator, size);
  const streams = new Map(
    await Promise.all(ids.map(async (id) => [id, await media.createStream({ ...size, rate })] as const)),
  );
  const period = 1000 / rate;
  const durations: number[] = [];
  let met = 0;
  let handed = 0;
  const warmUp = rate;
  const ticks = seconds * rate + warmUp;
  const delay = new EventLoopDelay(1);
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    if (tick === warmUp) delay.reset();
    const due = start + tick * period;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const began = Math.max(due, performance.now());
    act();
    await world.advance();
    const sent: Promise<unknown>[] = [];
    await world.draw((views) => {
      for (const view of views) {
        const picture = pictureOf(view, { width, height });
        if (!isSameSize(picture, size))
          throw new Error('a view was not drawn in the size that was asked for');
        sent.push(streams.get(view.view)?.push(picture, performance.now()) ?? Promise.resolve());
      }
    });
    await Promise.all(sent);
    const handedOver = performance.now();
    if (tick < warmUp) continue;
    handed += players;
    // A tick that is late because of the one before counts as late, too.
    durations.push(handedOver - began);
    if (handedOver <= due + period) met++;
  }
  const eventLoopDelay = delay.percentile(99);
  delay.close();
  for (const stream of streams.values()) stream.close();
  const elapsed = (performance.now() - start) / 1000 - warmUp / rate;
  return {
    players,
    size: `${size.width}x${size.height}`,
    seconds: elapsed,
    views_per_second: handed / elapsed,
    deadline_attainment: met / durations.length,
    tick_p50: quantile(durations, 0.5),
    tick_p95: quantile(durations, 0.95),
    event_loop_p99: eventLoopDelay,
  };
}

/**
 * Measures views a second if ticks follow each other without waiting, and the time of each stage for a view.
 */
export async function playFlatOut(
  { pack, generator, media }: Subject,
  players: number,
  size: PictureSize,
  seconds: number,
): Promise<{ views_per_second: number; stages: StageTimes }> {
  const { world, act } = await busyWorld(pack, players, generator, size);
  const stream = await media.createStream({ ...size, rate: pack.manifest.view.rate });
  // The first ticks load code and memory, so they are not measured.
  for (let tick = 0; tick < pack.manifest.view.rate; tick++) {
    act();
    await world.step();
  }
  const before = { ...generator.time.inference };
  const start = performance.now();
  let views = 0;
  while (performance.now() - start < seconds * 1000) {
    act();
    views += (await world.step()).views.size;
  }
  const rate = (views * 1000) / (performance.now() - start);
  const [view] = [...(await world.step()).views.values()];
  const encode = await encodingTime(stream, pictureOf(view, pack.manifest.view));
  stream.close();
  const { milliseconds } = world.report();
  const steps = Object.fromEntries(
    viewSteps.map((step) => [step, (generator.time.inference[step] - before[step]) / views]),
  ) as InferenceTime;
  return {
    views_per_second: rate,
    stages: {
      ...steps,
      retrieve: milliseconds.retrieve / players,
      memory: milliseconds.write / players,
      encode,
    },
  };
}

/**
 * Median milliseconds of converting, encoding and sending a picture. Every second picture is slightly brighter,
 * so that the encoder has something to encode.
 */
async function encodingTime(
  stream: Awaited<ReturnType<MediaServer['createStream']>>,
  picture: Picture,
): Promise<number> {
  const times: number[] = [];
  const brighter = { ...picture, rgb: picture.rgb.map((level) => Math.min(255, level + 3)) };
  for (let i = 0; i < 30; i++)
    times.push((await stream.push(i % 2 === 0 ? picture : brighter, performance.now())).milliseconds);
  return quantile(times, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
