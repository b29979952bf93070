import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { commandLine } from '../../models/command-line.ts';
import { measureFlood } from './flood.ts';
import { measureJoins } from './joins.ts';
import { measureLooks } from './looks.ts';
import { measureOpening } from './opening.ts';
import { type Minute, measurePlay } from './play.ts';
import { describeReport, minuteLine, type SoakReport } from './report.ts';

const usage = `
Measures how a place holds that people really play in: the real server, real Chromium, players by script.

  npm run soak                                          everything, with ten minutes of play
  npm run -s soak -- --minutes 3 --only play --json     one JSON object on standard output

  --minutes N   minutes of play, each reported on standard error
  --rounds N    how often the short parts are repeated
  --only PART   joins, looks, flood, opening or play, as often as wanted; all of them by default

It ends with code 1 when a page or a server had an error. It wants a machine that does nothing else.`;

const parts = ['joins', 'looks', 'flood', 'opening', 'play'] as const;
const optionsSchema = z.object({
  minutes: z.coerce.number().int().min(1).max(600).default(10),
  rounds: z.coerce.number().int().min(2).max(1000).default(12),
  only: z.array(z.enum(parts)).default([...parts]),
  json: z.boolean().default(false),
});

const options = commandLine(optionsSchema, usage);
const report = await soak(options);
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${describeReport(report)}\n`);
if (report.errors.length > 0) process.exitCode = 1;

async function soak({ minutes, rounds, only }: z.output<typeof optionsSchema>): Promise<SoakReport> {
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
  if (only.includes('flood')) {
    say('A client floods ...');
    report.flood = take(await measureFlood(rounds));
  }
  if (only.includes('opening')) {
    say('Rooms are made ...');
    report.opening = take(await measureOpening());
  }
  if (only.includes('play')) {
    say(`Two play for ${minutes} minutes ...`);
    const minuteEnded = (number: number, minute: Minute) => say(minuteLine(number, minute));
    report.play = take(await measurePlay(minutes, minuteEnded));
  }
  return report;
}
