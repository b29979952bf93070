import type { LoadPoint } from './room-load.ts';
import { type PredictionError, predict, type Resource, resources, type SizingModel } from './sizing-model.ts';

/** What a load needs, spread over as many processes as it takes. */
export interface SizingPlan extends LoadPoint {
  processes: number;
  mediaWorkers: number;
  /** Cores that are busy, and cores to have. */
  busy: number;
  cores: number;
  /** Gigabytes of memory. */
  memory: number;
  /** Megabits a second of video. */
  network: number;
}

/**
 * Share of a core up to which a thread that everything waits for is loaded: the main thread of a process, or a media worker.
 * Beyond it queues grow, and with them what is late.
 */
const fullThread = 0.6;
/** Share of all cores that is planned to be busy. */
const fullMachine = 0.7;

/**
 * Plans processes for a load.
 *
 * @throws RangeError if a process cannot carry even one such room
 */
export function planFor(model: SizingModel, load: LoadPoint): SizingPlan {
  const { rooms, ...room } = load;
  const one = predict(model, { rooms: 1, ...room }).main - model.main.process;
  const roomsOfProcess = Math.floor((fullThread - model.main.process) / one);
  if (roomsOfProcess < 1) throw new RangeError('a process cannot carry one of these rooms');
  const processes = Math.ceil(rooms / roomsOfProcess);
  const needed = predict(model, load);
  const all = (resource: Resource) => needed[resource] + (processes - 1) * model[resource].process;
  const media = all('media');
  const busy = all('main') + all('threads') + media;
  return {
    ...load,
    processes,
    mediaWorkers: Math.max(processes, Math.ceil(media / fullThread)),
    busy,
    cores: Math.ceil(busy / fullMachine),
    memory: all('memory') / 1000,
    network: 8 * all('network'),
  };
}

/** The plans as a table of Markdown. */
export function planTable(plans: readonly SizingPlan[]): string {
  return [
    '| rooms | players | spectators | processes | media workers | cores busy | cores to have | memory | video |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...plans.map(({ rooms, players, spectators, ...plan }) =>
      row([
        whole(rooms),
        whole(rooms * players),
        whole(rooms * spectators),
        whole(plan.processes),
        whole(plan.mediaWorkers),
        plan.busy.toFixed(1),
        whole(plan.cores),
        `${plan.memory.toFixed(1)} GB`,
        `${whole(plan.network)} Mbit/s`,
      ]),
    ),
  ].join('\n');
}

const units: Readonly<Record<Resource, { name: string; digits: number }>> = {
  main: { name: 'cores of main threads', digits: 4 },
  threads: { name: 'cores that draw and encode', digits: 3 },
  media: { name: 'cores of media workers', digits: 5 },
  memory: { name: 'MB of memory', digits: 1 },
  network: { name: 'MB/s of video', digits: 3 },
};

/** What each part needs, and how far predictions are off, as a table of Markdown. */
export function modelTable(model: SizingModel, errors: Record<Resource, PredictionError>): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return [
    '| | a process | a room | a player | a spectator | off by, mean (worst) |',
    '| --- | --- | --- | --- | --- | --- |',
    ...resources.map((resource) => {
      const { name, digits } = units[resource];
      const { process, room, player, spectator } = model[resource];
      const { mean, worst } = errors[resource];
      const demands = [process, room, player, spectator].map((demand) => demand.toFixed(digits));
      return row([name, ...demands, `${percent(mean)} (${percent(worst)})`]);
    }),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function whole(count: number): string {
  return Math.ceil(count).toLocaleString('en');
}
