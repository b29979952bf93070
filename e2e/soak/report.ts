import type { Difference, FloodFigures } from './flood.ts';
import type { JoinFigures } from './joins.ts';
import type { LookFigures } from './looks.ts';
import type { OpeningFigures, Stretch } from './opening.ts';
import type { Minute, PlayFigures } from './play.ts';

export interface SoakReport {
  cores: number;
  joins?: JoinFigures;
  looks?: LookFigures;
  flood?: FloodFigures;
  opening?: OpeningFigures;
  play?: PlayFigures;
  /** Console errors of pages, and errors in the servers' logs. */
  errors: string[];
}

/** The report as text for a terminal. */
export function describeReport({ cores, joins, looks, flood, opening, play, errors }: SoakReport): string {
  return [
    `${cores} cores`,
    joins && describeJoins(joins),
    looks && describeLooks(looks),
    flood && describeFlood(flood),
    opening && describeOpening(opening),
    play && describePlay(play),
    errors.length === 0 ? 'no errors on any console or in a log' : `errors:\n${errors.join('\n')}`,
  ]
    .filter((part) => part !== undefined)
    .join('\n');
}

function describeJoins({ time_to_first_frame, median }: JoinFigures): string {
  return `time_to_first_frame ${(median / 1000).toFixed(2)} s (median of ${time_to_first_frame.length} joins, longest ${(Math.max(...time_to_first_frame) / 1000).toFixed(2)} s)`;
}

function describeLooks({ on, off, ratio, display_period, spans }: LookFigures): string {
  return `turning by 90 degrees a second, look and picture are ${on.toFixed(2)} degrees apart, ${off.toFixed(2)} without look compensation: ${ratio.toFixed(1)} times (medians of ${spans.length} pairs, ${display_period.toFixed(0)} ms a frame of the screen)`;
}

function describeFlood(figures: FloodFigures): string {
  const { inputs, rounds, flooded, elsewhere, calm, taken, sent, closed_after } = figures;
  return [
    `deadline_attainment ${flooded.toFixed(3)} with ${inputs} inputs at once, ${elsewhere.toFixed(3)} with as many sent to another process, ${calm.toFixed(3)} without (${rounds} rounds each)`,
    `so taking them costs ${lossOf(taken)}, and sending them from the same machine ${lossOf(sent)}`,
    `who floods is closed after ${closed_after.toFixed(0)} ms at the latest; the server has ${figures.server_before.toFixed(0)} MB before and ${figures.server_after.toFixed(0)} MB after`,
  ].join('\n');
}

function describeOpening({ rooms, quiet, cold, warm }: OpeningFigures): string {
  const missed = ({ ticks, missed, attainment, slowest_health }: Stretch) =>
    `${missed} of ${ticks + missed} ticks missed, deadline_attainment ${attainment.toFixed(3)}, slowest /health ${slowest_health.toFixed(0)} ms`;
  const made = ({ made, made_within }: Stretch) =>
    `${made} of ${rooms} made within ${made_within.toFixed(0)} ms`;
  return [
    `a room in which somebody plays, while nobody makes a room: ${missed(quiet)}`,
    `while ${rooms} of all worlds are made at once: ${missed(cold)}; ${made(cold)}`,
    `while as many are made again: ${missed(warm)}; ${made(warm)}`,
  ].join('\n');
}

const lossOf = ({ mean, standard_error }: Difference) =>
  `${(-mean).toFixed(3)} +- ${standard_error.toFixed(3)}`;

function describePlay({ minutes, trends }: PlayFigures): string {
  const rows = Object.entries(trends).map(
    ([name, trend]) =>
      `${name}: latency p95 of the last minute is ${trend.latency_ratio.toFixed(2)} of the first's; a minute brings ${trend.heap_kilobytes_a_minute.toFixed(1)} kB of heap, ${trend.nodes_a_minute.toFixed(1)} nodes, ${trend.listeners_a_minute.toFixed(1)} listeners`,
  );
  return [...minutes.map((minute, index) => minuteLine(index + 1, minute)), ...rows].join('\n');
}

/** One minute of play as a line of text. */
export function minuteLine(number: number, minute: Minute): string {
  const pages = Object.entries(minute.pages).map(
    ([name, page]) =>
      `${name} ${page.latency_p50.toFixed(0)}/${page.latency_p95.toFixed(0)} ms (p50/p95), ${page.frames} frames, ${page.heap_kilobytes.toFixed(0)} kB, ${page.nodes} nodes, ${page.listeners} listeners`,
  );
  const { deadline_attainment, keyframes, server_megabytes, pages_megabytes } = minute;
  const renderers =
    pages_megabytes === undefined ? '' : `, the pages' processes ${pages_megabytes.toFixed(0)} MB`;
  return `minute ${number}: ${pages.join('; ')}; deadline_attainment ${deadline_attainment.toFixed(3)}, ${keyframes} keyframes, server ${server_megabytes.toFixed(0)} MB${renderers}`;
}
