import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { PictureSize } from '../../../server/contracts/picture.ts';
import { type GeneratedView, pictureOf } from '../../../server/contracts/view.ts';
import { Governor, type GovernorReport } from '../../../server/governor/governor.ts';
import { TickLoop } from '../../../server/world/tick-loop.ts';
import type { World } from '../../../server/world/world.ts';
import type { Deliver } from '../../../server/world/world-tick.ts';
import { busyWorld, quantile, type Subject } from './play-speed.ts';

/** A load that lasts for a while. */
export interface LoadStep {
  /** Players who want to play. Those beyond the measured capacity wait, as they do in rooms. */
  players: number;
  /** Another process keeps a core busy. */
  busy?: boolean;
  seconds: number;
}

/** Players come and go, then something else takes a core for 20 s, then all is as it was before that. */
export const loadScript: readonly LoadStep[] = [
  { players: 1, seconds: 25 },
  { players: 4, seconds: 25 },
  { players: 8, seconds: 25 },
  { players: 2, seconds: 25 },
  { players: 2, busy: true, seconds: 20 },
  { players: 2, seconds: 25 },
];

/** How a step went. */
export interface StepFigures {
  players: number;
  /** Players who were drawn; the others waited. */
  admitted: number;
  busy: boolean;
  /** Ticks from `settling` on, and those of them that came more than a period late or were not drawn. */
  ticks: number;
  late: number;
  /** Late ticks in which a view was imagined, which no plan foresees. */
  late_imagined: number;
  /** The same before `settling`. */
  late_settling: number;
  /** Milliseconds from inputs to the last view, from `settling` on. */
  tick_p50: number;
  tick_p95: number;
  tick_worst: number;
  /** Share of the views that had each size, from `settling` on, as WxH. */
  sizes: Record<string, number>;
  /** What was drawn at the end of the step, and why not better. */
  rungs: string;
  limited: GovernorReport['limited'];
  /** Greatest ratio of the widths of two views' pictures at one time. */
  apart: number;
}

/** Milliseconds after a change within which ticks may be late. */
export const settling = 2_000;

interface SeenTick {
  /** Milliseconds of performance.now(). */
  began: number;
  /** Infinite where it was not drawn. */
  delivered: number;
  views: readonly Pick<GeneratedView, 'imagined' | 'fine'>[];
}

/** Plays a script of loads in real time, with the governor and encoders, and says how it went. */
export async function playGoverned(
  { pack, generator, media }: Subject,
  script: readonly LoadStep[] = loadScript,
): Promise<StepFigures[]> {
  const { view } = pack.manifest;
  const log = { info: () => {} };
  const governor = new Governor({ manifest: pack.manifest, workers: () => generator.workers, log });
  const most = Math.max(...script.map(({ players }) => players));
  const { world, act, ids } = await busyWorld(pack, most, generator);
  const streams = new Map(
    await Promise.all(ids.map(async (id) => [id, await media.createStream(view)] as const)),
  );
  for (const id of ids) world.leave(id);
  const seen: SeenTick[] = [];
  const play = new PlayedRoom(world, governor, act, async (views, _, times) => {
    await Promise.all(
      views.map((one) => streams.get(one.view)?.push(pictureOf(one, view), performance.now())),
    );
    seen.push({ began: times.merged, delivered: performance.now(), views });
  });
  const figures: StepFigures[] = [];
  try {
    for (const step of script) {
      const admitted = Math.min(step.players, Math.max(1, governor.capacity(view.rate) ?? step.players));
      play.seat(ids.slice(0, admitted));
      figures.push(await playStep(step, admitted));
    }
  } finally {
    await play.close();
    for (const stream of streams.values()) stream.close();
  }
  return figures;

  async function playStep(step: LoadStep, admitted: number): Promise<StepFigures> {
    const began = performance.now();
    const busy = step.busy ? spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' }) : undefined;
    seen.length = 0;
    play.apart = 1;
    play.undrawn.length = 0;
    await wait(step.seconds * 1000);
    busy?.kill('SIGKILL');
    const { limited } = governor.report();
    const ticks = [
      ...seen,
      ...play.undrawn.map((at) => ({ began: at, delivered: Number.POSITIVE_INFINITY, views: [] })),
    ];
    return {
      ...stepFigures(ticks, began + settling, view),
      players: step.players,
      admitted,
      busy: step.busy === true,
      rungs: namesOf(governor.report()),
      limited,
      apart: play.apart,
    };
  }
}

/** A world in its loop, whose views the governor sizes as it does those of rooms. */
class PlayedRoom {
  /** When ticks could not be drawn or did not happen, milliseconds of performance.now(). */
  readonly undrawn: number[] = [];
  apart = 1;
  readonly #world: World;
  readonly #governor: Governor;
  readonly #loop: TickLoop;
  #missed = 0;

  /** @param deliver Ends when the views were sent. */
  constructor(
    world: World,
    governor: Governor,
    act: () => void,
    deliver: (...drawn: Parameters<Deliver>) => Promise<void>,
  ) {
    this.#world = world;
    this.#governor = governor;
    this.#loop = new TickLoop({
      world,
      deliver: (views, acknowledged, times) => {
        void deliver(views, acknowledged, times).then(() => governor.delivered('bench', views, times));
      },
      advanced: () => {
        act();
        this.#advanced();
      },
      failed: (error) => {
        throw error;
      },
    });
    this.#loop.start();
  }

  /** Says who plays from now on. */
  seat(ids: readonly string[]): void {
    for (const { view } of this.#world.drawnViews) if (!ids.includes(view)) this.#world.leave(view);
    const present = this.#world.drawnViews.map(({ view }) => view);
    for (const id of ids) if (!present.includes(id)) this.#world.join(id, id);
  }

  async close(): Promise<void> {
    await this.#loop.stop();
    this.#governor.ended('bench');
    this.#world.close();
  }

  #advanced(): void {
    const { undrawnTicks, missedTicks } = this.#world.statistics;
    const missed = undrawnTicks + missedTicks;
    for (; this.#missed < missed; this.#missed++) this.undrawn.push(performance.now());
    this.#governor.advanced('bench', this.#world);
    const widths = this.#governor.report().rungs.map(({ width }) => width);
    if (widths.length > 0) this.apart = Math.max(this.apart, Math.max(...widths) / Math.min(...widths));
  }
}

/** Figures of the ticks of a step that are counted from `from` on. */
export function stepFigures(
  ticks: readonly SeenTick[],
  from: number,
  { width, height, rate }: PictureSize & { rate: number },
): Omit<StepFigures, 'players' | 'admitted' | 'busy' | 'rungs' | 'limited' | 'apart'> {
  const isLate = ({ began, delivered }: SeenTick) => delivered > began + 2000 / rate;
  const counted = ticks.filter(({ began }) => began >= from);
  const late = counted.filter(isLate);
  const took = counted
    .filter(({ delivered }) => Number.isFinite(delivered))
    .map(({ began, delivered }) => delivered - began);
  const views = counted.flatMap((tick) => tick.views);
  const names = views.map(({ fine }) => (fine ? `${fine.width}x${fine.height}` : `${width}x${height}`));
  const sizes = [...Map.groupBy(names, (name) => name)].map(([name, { length }]) => [
    name,
    length / names.length,
  ]);
  return {
    ticks: counted.length,
    late: late.length,
    late_imagined: late.filter((tick) => tick.views.some(({ imagined }) => imagined)).length,
    late_settling: ticks.filter((tick) => tick.began < from && isLate(tick)).length,
    tick_p50: quantile(took, 0.5),
    tick_p95: quantile(took, 0.95),
    tick_worst: Math.max(...took),
    sizes: Object.fromEntries(sizes),
  };
}

function namesOf({ rungs }: GovernorReport): string {
  return rungs
    .map(({ width, height, keyframes, views }) => `${views} at ${width}x${height} of ${keyframes}`)
    .join(', ');
}

/** Lines for people. */
export function describeGoverned(figures: readonly StepFigures[]): string[] {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const late = figures.reduce((sum, step) => sum + step.late, 0);
  return [
    'players  drawn  busy core  late of ticks (imagined; first 2 s)  p50, p95, worst ms  apart',
    ...figures.flatMap((step) => [
      [
        String(step.players).padStart(7),
        String(step.admitted).padStart(5),
        (step.busy ? 'yes' : 'no').padStart(9),
        `${step.late} of ${step.ticks} (${step.late_imagined}; ${step.late_settling})`.padStart(36),
        [step.tick_p50, step.tick_p95, step.tick_worst]
          .map((time) => time.toFixed(0))
          .join(', ')
          .padStart(18),
        step.apart.toFixed(2).padStart(5),
      ].join('  '),
      `         ${Object.entries(step.sizes)
        .map(([size, share]) => `${size} ${percent(share)}`)
        .join(', ')}; at the end ${step.rungs}${step.limited ? ` (${step.limited})` : ''}`,
    ]),
    `ticks later than one period, from 2 s after each change on: ${late}`,
  ];
}
