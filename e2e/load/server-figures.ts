import { mainThreadSeconds } from './main-thread.ts';

/** Figures of a server process at one time, from its `/metrics` and proc(5). Seconds of CPU count from its start. */
export interface ServerFigures {
  /** Seconds, performance.now's clock. */
  at: number;
  /** CPU of the main thread, of the process's other threads, and of all media workers. */
  main: number;
  threads: number;
  media: number;
  /** Bytes of memory that the process and its media workers have. */
  resident: number;
  views: number;
  dueTicks: number;
  deadlinesMet: number;
}

export async function serverFigures(port: number, processId: number): Promise<ServerFigures> {
  const main = await mainThreadSeconds(processId);
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const of = (name: string) => sumOf(text, name);
  return {
    at: performance.now() / 1000,
    main,
    threads: of('process_cpu_seconds_total') - main,
    media: of('worldroom_media_worker_cpu_seconds_total'),
    resident: of('process_resident_memory_bytes') + of('worldroom_media_worker_resident_bytes'),
    views: of('worldroom_views_total'),
    dueTicks: of('worldroom_due_ticks_total'),
    deadlinesMet: of('worldroom_deadlines_met_total'),
  };
}

/** The sum of a metric over its labels, in Prometheus' text format. */
export function sumOf(text: string, name: string): number {
  const lines = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}
