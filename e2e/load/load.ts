import { z } from 'zod';
import { commandLine } from '../../models/command-line.ts';
import { endBySignals } from '../end-with-process.ts';
import { describeRooms, type LoadPoint, type MeasuredLoad, measureRooms } from './room-load.ts';
import { sizingReport } from './sizing-report.ts';
import { measureSpectators } from './spectators.ts';
import { measureViewers } from './viewer-curve.ts';

const usage = `
Measures what a load costs: real servers with rooms, players and spectators, and what more of them need; or a media worker
by its viewers, and a server by the spectators of one room.

  npm run load -- --rooms 1 --rooms 3 --players 1 --players 2 --spectators 0 --spectators 50
  npm run load -- --rooms 2 --players 2 --spectators 10     one load, without a model
  npm run load                                              viewers and spectators, up to 1,000
  npm run -s load -- --only viewers --json                  one JSON object on standard output

  --rooms N, --players N, --spectators N
                rooms, players of each, spectators of each; as often as wanted, every combination is measured. A model is
                fitted to two thirds of six loads or more, and checked against the others
  --settling N  seconds from when all of a load have come until it is measured
  --count N     viewers and spectators, as often as wanted, each more than the one before
  --seconds N   for how long each is measured
  --only PART   viewers, spectators or rooms; rooms where they are asked for, and the other two by default
  --json        one JSON object on standard output

It wants a machine that does nothing else.`;

const several = (most: number) => z.array(z.coerce.number().int().min(0).max(most));
const optionsSchema = z.object({
  rooms: several(1_000).optional(),
  players: z.array(z.coerce.number().int().min(1).max(8)).optional(),
  spectators: several(1_000).optional(),
  settling: z.coerce.number().int().min(0).max(600).default(12),
  count: several(5_000).default([0, 50, 100, 250, 500, 750, 1_000]),
  seconds: z.coerce.number().int().min(1).max(600).default(10),
  only: z.array(z.enum(['viewers', 'spectators', 'rooms'])).optional(),
  json: z.boolean().default(false),
});

const options = commandLine(optionsSchema, usage);
endBySignals();
const { rooms, players, spectators, settling, seconds, json } = options;
const isOfRooms = rooms !== undefined || players !== undefined || spectators !== undefined;
const only = options.only ?? (isOfRooms ? ['rooms'] : ['viewers', 'spectators']);
const counts = [...options.count].sort((a, b) => a - b);
const say = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`);

/** Every combination of what was asked for, small loads first. */
function loadPoints(): LoadPoint[] {
  const sorted = (given: number[] | undefined, usual: number) =>
    [...(given ?? [usual])].sort((a, b) => a - b);
  return sorted(rooms, 1).flatMap((rooms) =>
    sorted(players, 1).flatMap((players) =>
      sorted(spectators, 0).map((spectators) => ({ rooms, players, spectators })),
    ),
  );
}

async function measureLoads(): Promise<MeasuredLoad[]> {
  const loads: MeasuredLoad[] = [];
  for (const point of loadPoints()) {
    const load = await measureRooms(point, { seconds, settling: 1000 * settling });
    say(describeRooms(load));
    loads.push(load);
  }
  return loads;
}

const ofRooms = only.includes('rooms') ? await measureLoads() : [];
const sizing = sizingReport(ofRooms);
if (sizing !== undefined) say(`\n${sizing.text}`);
const viewers = only.includes('viewers') ? await measureViewers(counts, seconds, say) : [];
const ofSpectators = only.includes('spectators') ? await measureSpectators(counts, seconds, say) : [];
if (json) {
  const { text, ...figures } = sizing ?? {};
  const said = { rooms: ofRooms, sizing: figures, viewers, spectators: ofSpectators };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
