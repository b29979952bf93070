import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { commandLine } from '../../models/command-line.ts';
import { measureSmoothness } from '../smoothness/smoothness.ts';
import { measureCrashes } from './crashes.ts';
import { faults, measureFaults } from './faults/faults.ts';
import { measureFlood } from './flood.ts';
import { measureFullRooms } from './full-rooms.ts';
import { measureJoins } from './joins.ts';
import { measureLooks } from './looks.ts';
import { measureOpening } from './opening.ts';
import { type Minute, measurePlay } from './play.ts';
import { measureReplays } from './replays.ts';
import { describeReport, minuteLine, type SoakReport } from './report.ts';
import { measureTurnover } from './turnover.ts';

const usage = `
Measures how a place holds that people really play in: the real server, real Chromium, players by script.

  npm run soak                                          everything, with ten minutes of play
  npm run -s soak -- --minutes 3 --only play --json     one JSON object on standard output

  --minutes N   minutes of play, each reported on standard error; those of replay are of a simulated clock
  --rounds N    how often the short parts are repeated
  --kills N     how often the server is killed
  --rooms N     how many rooms are opened, saved and closed
  --shared      keeps these rooms in PostgreSQL and S3, which npm run test:services installs
  --replay      walking replays the recordings of the run before, in build/smoothness
  --only PART   joins, looks, walking, flood, opening, rooms, crashes, turnover, faults, replay or play, as often as wanted; all by default
  --fault PART  a fault of faults: views, motion, sound, store, media, server, loss or disk, as often as wanted; all by default

Faults need root, ip, python3 and /dev/net/tun: they have a disk and a network of their own.
It ends with code 1 when a page or a server had an error. It wants a machine that does nothing else.`;

const parts = [
  'joins',
  'looks',
  'walking',
  'flood',
  'opening',
  'rooms',
  'crashes',
  'turnover',
  'faults',
  'replay',
  'play',
] as const;
const optionsSchema = z.object({
  minutes: z.coerce.number().int().min(1).max(600).default(10),
  rounds: z.coerce.number().int().min(2).max(1000).default(12),
  kills: z.coerce.number().int().min(1).max(10_000).default(200),
  rooms: z.coerce.number().int().min(1).max(10_000).default(100),
  shared: z.boolean().default(false),
  replay: z.boolean().default(false),
  only: z.array(z.enum(parts)).default([...parts]),
  fault: z.array(z.enum(faults)).default([...faults]),
  json: z.boolean().default(false),
});

const options = commandLine(optionsSchema, usage);
const report = await soak(options);
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${describeReport(report)}\n`);
if (report.errors.length > 0) process.exitCode = 1;

async function soak(asked: z.output<typeof optionsSchema>): Promise<SoakReport> {
  const { minutes, rounds, kills, rooms, shared, only, fault } = asked;
  const report: SoakReport = { cores: availableParallelism(), errors: [] };
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const take = <T>({ figures, errors }: { figures: T; errors: string[] }): T => {
    report.errors.push(...errors);
    return figures;
  };
  if (only.includes('joins')) {
    say('People join ...');
    report.joins = take(await measureJoins(rounds));
  }
  if (only.includes('looks')) {
    say('A player turns ...');
    report.looks = take(await measureLooks(rounds));
  }
  if (only.includes('walking')) {
    report.walking = take(await measureSmoothness(asked.replay, say));
  }
  if (only.includes('flood')) {
    say('A client floods ...');
    report.flood = take(await measureFlood(rounds));
  }
  if (only.includes('opening')) {
    say('Rooms are made ...');
    report.opening = take(await measureOpening());
  }
  if (only.includes('rooms')) {
    say(`Four full rooms play for ${minutes} minutes ...`);
    report.rooms = take(await measureFullRooms(minutes, say));
  }
  if (only.includes('crashes')) {
    say(`The server is killed ${kills} times ...`);
    report.crashes = take(await measureCrashes(kills, say));
  }
  if (only.includes('turnover')) {
    say(`${rooms} rooms are opened, saved and closed ...`);
    report.turnover = take(await measureTurnover(rooms, shared ? 'shared' : 'folder', say));
  }
  if (only.includes('faults')) {
    say('One part after the other is broken ...');
    report.faults = take(await measureFaults(rounds, fault, say));
  }
  if (only.includes('replay')) {
    say(`Four play for ${minutes} minutes, and what they did is replayed ...`);
    report.replay = take(await measureReplays(minutes, say));
  }
  if (only.includes('play')) {
    say(`Two play for ${minutes} minutes ...`);
    const minuteEnded = (number: number, minute: Minute) => say(minuteLine(number, minute));
    report.play = take(await measurePlay(minutes, minuteEnded));
  }
  return report;
}
