import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface EdgeSources {
  readonly counts: { origins: number; viewers: number; streams: number };
  usage(): Promise<{ cpuMilliseconds: number } | undefined>;
}

/** The figures of an edge for Prometheus. */
export class EdgeMetrics {
  readonly registry = new Registry();
  readonly #sources: EdgeSources;
  readonly #gauges: Readonly<Record<keyof EdgeSources['counts'], Gauge>>;
  readonly #cpu: Counter;

  constructor(sources: EdgeSources) {
    this.#sources = sources;
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    const gauge = (name: string, help: string) =>
      new Gauge({ name: `worldroom_edge_${name}`, help, registers });
    this.#gauges = {
      origins: gauge('origins', 'Origins that send viewers here'),
      viewers: gauge('viewers', 'Viewers whose media come from here'),
      streams: gauge('streams', 'Streams that come through pipes'),
    };
    const [name, help] = ['worldroom_edge_media_worker_cpu_seconds_total', 'CPU time of the media worker'];
    this.#cpu = new Counter({ name, help, registers });
  }

  /** All figures now, in Prometheus' text format. */
  async text(): Promise<string> {
    const { origins, viewers, streams } = this.#sources.counts;
    this.#gauges.origins.set(origins);
    this.#gauges.viewers.set(viewers);
    this.#gauges.streams.set(streams);
    const usage = await this.#sources.usage();
    this.#cpu.reset();
    this.#cpu.inc((usage?.cpuMilliseconds ?? 0) / 1000);
    return this.registry.metrics();
  }
}
