import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession } from 'playwright';
import type { PageProbe } from '../../client/page-probe.ts';
import { latencyStages } from '../../client/video/latency-breakdown.ts';
import { openTestBed } from '../test-bed.ts';
import type { Visitor } from '../visitor.ts';
import { quantile, slope } from './figures.ts';
import { pageMemory, rendererBytes } from './page-memory.ts';
import { fillChat, play } from './playing.ts';
import { attainment, serverHealth } from './server-health.ts';

/** Milliseconds between two readings of a page: its probe keeps the latencies of ten seconds. */
const readEvery = 4_000;
const minute = 60_000;
/** Milliseconds of play before the first minute. */
const warmUp = 10_000;

/**
 * One page in one minute; milliseconds. Memory is measured after garbage collection at the end of the minute.
 */
export interface PageMinute {
  /** From sampling the devices to the displayed frame. */
  latency_p50: number;
  latency_p95: number;
  /** From the device event to the displayed frame. */
  input_to_photon_p50: number;
  input_to_photon_p95: number;
  /** Stages of the latency, p95 over the minute's last seconds. */
  stages_p95: Record<string, number | undefined>;
  frames: number;
  heap_kilobytes: number;
  nodes: number;
  listeners: number;
  documents: number;
}

export interface Minute {
  pages: Record<string, PageMinute>;
  deadline_attainment: number;
  keyframes: number;
  server_megabytes: number;
  /** All pages' processes together. */
  pages_megabytes: number | undefined;
}

export interface PageTrend {
  /** p95 of the latency in the last minute divided by that in the first. */
  latency_ratio: number;
  /** Least squares from the second minute on, when everything was loaded once. */
  heap_kilobytes_a_minute: number;
  nodes_a_minute: number;
  listeners_a_minute: number;
}

export interface PlayFigures {
  minutes: Minute[];
  trends: Record<string, PageTrend>;
}

/**
 * Measures two players in a match, each in a page of its own, for some minutes. `minuteEnded` is called after each
 * minute.
 */
export async function measurePlay(
  minutes: number,
  minuteEnded: (number: number, minute: Minute) => void,
): Promise<{ figures: PlayFigures; errors: string[] }> {
  const testBed = await openTestBed();
  const stop = new AbortController();
  try {
    const room = await testBed.createRoom({ mode: 'relic-rush' });
    const meters: PageMeter[] = [];
    for (const name of ['Ann', 'Benno']) {
      const visitor = await testBed.open(room.playLink, name, { recorded: false });
      await visitor.reaches('playing');
      meters.push(await PageMeter.of(visitor));
    }
    const browser = meters[0].visitor.page.context().browser();
    if (browser === null) throw new Error('The browser is gone.');
    const whole = await browser.newBrowserCDPSession();
    await fillChat(meters.map(({ visitor }) => visitor));
    const playing = Promise.all(meters.map(({ visitor }) => play(visitor, stop.signal)));
    const over = sleep(warmUp);
    await Promise.race([over, playing]);
    const measured: Minute[] = [];
    for (let number = 1; number <= minutes; number++) {
      for (const meter of meters) await meter.begin();
      const before = await serverHealth(testBed.url, room.id);
      for (const end = performance.now() + minute; performance.now() < end; ) {
        await Promise.race([sleep(readEvery), playing]);
        for (const meter of meters) await meter.read();
      }
      const after = await serverHealth(testBed.url, room.id);
      const pages: Record<string, PageMinute> = {};
      for (const meter of meters) pages[meter.visitor.name] = await meter.end();
      const renderers = await rendererBytes(whole);
      const now: Minute = {
        pages,
        deadline_attainment: attainment(before, after),
        keyframes: after.keyframes,
        server_megabytes: after.residentBytes / 2 ** 20,
        pages_megabytes: renderers === undefined ? undefined : renderers / 2 ** 20,
      };
      measured.push(now);
      minuteEnded(number, now);
    }
    stop.abort();
    await playing;
    const trends = Object.fromEntries(
      meters.map(({ visitor: { name } }) => [name, trendOf(measured.map(({ pages }) => pages[name]))]),
    );
    return {
      figures: { minutes: measured, trends },
      errors: [...testBed.pageErrors, ...testBed.serverErrors()],
    };
  } finally {
    stop.abort();
    await testBed.close();
  }
}

function trendOf(minutes: readonly PageMinute[]): PageTrend {
  const settled = minutes.slice(1);
  const growth = (name: 'heap_kilobytes' | 'nodes' | 'listeners') => slope(settled.map((each) => each[name]));
  return {
    latency_ratio: minutes[minutes.length - 1].latency_p95 / minutes[0].latency_p95,
    heap_kilobytes_a_minute: growth('heap_kilobytes'),
    nodes_a_minute: growth('nodes'),
    listeners_a_minute: growth('listeners'),
  };
}

type Readings = ReturnType<PageProbe['latencies']>;
const kinds = ['latency', 'inputToPhoton'] as const;

/** Collects all latencies that a page measures, minute by minute, from its probe. */
class PageMeter {
  readonly visitor: Visitor;
  readonly #client: CDPSession;
  readonly #values: Record<(typeof kinds)[number], number[]> = { latency: [], inputToPhoton: [] };
  readonly #counts = { latency: 0, inputToPhoton: 0 };

  static async of(visitor: Visitor): Promise<PageMeter> {
    return new PageMeter(visitor, await visitor.page.context().newCDPSession(visitor.page));
  }

  private constructor(visitor: Visitor, client: CDPSession) {
    this.visitor = visitor;
    this.#client = client;
  }

  /** Begins a minute. */
  async begin(): Promise<void> {
    await this.read();
    for (const kind of kinds) this.#values[kind].length = 0;
  }

  async read(): Promise<void> {
    const readings = await this.#readings();
    for (const kind of kinds) {
      const { count, newest } = readings[kind];
      const fresh = Math.min(newest.length, count - this.#counts[kind]);
      this.#counts[kind] = count;
      this.#values[kind].push(...newest.slice(newest.length - fresh));
    }
  }

  async end(): Promise<PageMinute> {
    const { latency, inputToPhoton } = this.#values;
    const stats = await this.visitor.page.evaluate(() => window.worldroom?.stats());
    const memory = await pageMemory(this.#client);
    return {
      latency_p50: quantile(latency, 0.5),
      latency_p95: quantile(latency, 0.95),
      input_to_photon_p50: quantile(inputToPhoton, 0.5),
      input_to_photon_p95: quantile(inputToPhoton, 0.95),
      stages_p95: Object.fromEntries(latencyStages.map((stage) => [stage, stats?.stages[stage].p95])),
      frames: latency.length,
      heap_kilobytes: memory.heapBytes / 1024,
      nodes: memory.nodes,
      listeners: memory.listeners,
      documents: memory.documents,
    };
  }

  async #readings(): Promise<Readings> {
    const readings = await this.visitor.page.evaluate(() => window.worldroom?.latencies());
    if (readings === undefined) throw new Error(`${this.visitor.name} is in no room any more.`);
    return readings;
  }
}
