import { describePhoneCost } from '../smoothness/phone-cost.ts';
import type { MeasuredSmoothness } from '../smoothness/smoothness.ts';
import { describeSmoothness } from '../smoothness/smoothness-report.ts';
import type { CrashFigures } from './crashes.ts';
import type { FaultFigures } from './faults/faults.ts';
import type { GapFigures } from './faults/frame-times.ts';
import type { Difference, FloodFigures } from './flood.ts';
import type { FullRoomFigures } from './full-rooms.ts';
import type { JoinFigures } from './joins.ts';
import type { LookFigures } from './looks.ts';
import type { OpeningFigures, Stretch } from './opening.ts';
import type { Minute, PlayFigures } from './play.ts';
import type { ReplayFigures } from './replays.ts';
import type { TurnoverFigures } from './turnover.ts';

export interface SoakReport {
  cores: number;
  joins?: JoinFigures;
  looks?: LookFigures;
  walking?: MeasuredSmoothness;
  flood?: FloodFigures;
  opening?: OpeningFigures;
  rooms?: FullRoomFigures;
  crashes?: CrashFigures;
  turnover?: TurnoverFigures;
  faults?: FaultFigures;
  replay?: ReplayFigures;
  play?: PlayFigures;
  /** Console errors of pages, and errors in the servers' logs. */
  errors: string[];
}

/** The report as text for a terminal. */
export function describeReport(report: SoakReport): string {
  const { cores, joins, looks, walking, flood, opening, rooms } = report;
  const { crashes, turnover, faults, replay, play, errors } = report;
  return [
    `${cores} cores`,
    joins && describeJoins(joins),
    looks && describeLooks(looks),
    walking && describeSmoothness(walking.scenes),
    walking && describePhoneCost(walking.phone),
    flood && describeFlood(flood),
    opening && describeOpening(opening),
    rooms && describeFullRooms(rooms),
    crashes && describeCrashes(crashes),
    turnover && describeTurnover(turnover),
    faults && describeFaults(faults),
    replay && describeReplay(replay),
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

function describeFullRooms(figures: FullRoomFigures): string {
  const { rooms, players, resident_megabytes, keyframes, megabytes_a_minute } = figures;
  return `${rooms} rooms with ${players} players: ${Math.max(...resident_megabytes).toFixed(0)} MB resident at most in ${resident_megabytes.length} minutes, ${keyframes.at(-1)} keyframes at the end, ${megabytes_a_minute.toFixed(1)} MB more a minute in the second half`;
}

function describeCrashes(figures: CrashFigures): string {
  const { kills, lost_mean, lost_most, other_states, other_memories, ticks_replayed } = figures;
  return `${kills} kills: ${lost_mean.toFixed(2)} s of play lost on average, ${lost_most.toFixed(2)} s at most; of ${kills} replays (${ticks_replayed} ticks) ${other_states} ended in another state and ${other_memories} in another memory; a room was open again within ${(figures.reopened_within / 1000).toFixed(1)} s of the start`;
}

function describeTurnover({ rooms, stores, warm_bytes, end_bytes }: TurnoverFigures): string {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const where = stores === 'folder' ? 'a folder' : 'PostgreSQL and S3';
  return `${rooms} rooms opened, saved and closed twice in ${where}: ${megabytes(warm_bytes)} resident after the first 20, ${megabytes(end_bytes)} after all`;
}

function describeFaults(figures: FaultFigures): string {
  const { away, calm, lossy, after_loss, full_disk, checks } = figures;
  const pictures = ({ p50, p95, most }: GapFigures) =>
    `a picture every ${p50.toFixed(0)} ms (p50), ${p95.toFixed(0)} ms (p95), ${most.toFixed(0)} ms at most`;
  return [
    `without a fault ${pictures(calm)}`,
    ...Object.entries(away).map(
      ([what, { p50, most, count }]) =>
        `${what} killed: no picture for ${p50.toFixed(0)} ms (p50), ${most.toFixed(0)} ms at most (${count} times)`,
    ),
    `a killed server answers ${figures.start_most.toFixed(1)} s after its start at most`,
    `kills of the server took ${figures.lost_mean.toFixed(2)} s of play on average, ${figures.lost_most.toFixed(2)} s at most`,
    `of ${checks} replays ${figures.other_states} ended in another state and ${figures.other_memories} in another memory`,
    lossy && `20 % loss and 200 ms: ${pictures(lossy)}`,
    after_loss && `after it ${pictures(after_loss)}`,
    full_disk && `disk full: ${pictures(full_disk)}; the host was told: ${figures.host_told}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

/** A table with one figure a line. */
function describeReplay(figures: ReplayFigures): string {
  const others = figures.snapshot_megabytes + figures.other_blob_megabytes;
  const megabytes = (value: number) => `${value.toFixed(2)} MB`;
  const rows = {
    played: `${figures.minutes} minutes of four players, ${figures.ticks} ticks, ${figures.keyframes} keyframes at the end`,
    'played within': `${figures.played_within.toFixed(0)} s, all views drawn every ${figures.drawn_every} ticks`,
    'other frames': `${figures.other_frames} of ${figures.frames}`,
    'same state, same memory': `${figures.same_state}, ${figures.same_memory}`,
    'speed with all views drawn': `${figures.drawn_speed.toFixed(1)} of real time`,
    'speed when nobody watches': `${figures.watchless_speed.toFixed(1)} of real time`,
    'opened within': `${figures.opened_within.toFixed(1)} s`,
    'seeks, p50 and most': `${figures.seek_p50.toFixed(0)} and ${figures.seek_most.toFixed(0)} ms`,
    'log, and snapshots': `${megabytes(figures.log_megabytes)}, and ${megabytes(others)}`,
    keyframes: megabytes(figures.keyframe_megabytes),
  };
  return Object.entries(rows)
    .map(([name, value]) => `${name.padEnd(28)}${value}`)
    .join('\n');
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
