import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type FloodFigures, measureFlood } from './flood.ts';
import { type JoinFigures, measureJoins } from './joins.ts';
import { type LookFigures, measureLooks } from './looks.ts';
import { type Minute, measurePlay, type PlayFigures } from './play.ts';
import { describeReport, sentenceOf } from './report.ts';

/**
 * How a place holds that people really play in: the real server, real Chromium, players by script. It
 * measures the first picture of those who join, look compensation, what a flood of inputs does to others,
 * and minute by minute the latency and the memory of two pages that play.
 *
 *   npm run -s soak -- --minutes 3 --only play --json    one JSON object on standard output
 */
const parts = ['joins', 'looks', 'flood', 'play'] as const;
const optionsSchema = z.strictObject({
  /** Minutes of play. */
  minutes: z.coerce.number('--minutes must be a number').int().min(1).max(600).default(10),
  /** How often the short parts are repeated. */
  rounds: z.coerce.number('--rounds must be a number').int().min(2).max(1000).default(12),
  only: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(parts, `--only must be some of ${parts.join(',')}`)))
    .default([...parts]),
  json: z.boolean().default(false),
});

export interface SoakReport {
  cores: number;
  joins?: JoinFigures;
  looks?: LookFigures;
  flood?: FloodFigures;
  play?: PlayFigures;
  /** What pages had on their consoles as errors, and errors in the servers' logs. */
  errors: string[];
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const parsed = optionsSchema.safeParse(values);
if (parsed.success) {
  const report = await soak(parsed.data);
  process.stdout.write(parsed.data.json ? `${JSON.stringify(report)}\n` : `${describeReport(report)}\n`);
  if (report.errors.length > 0) process.exitCode = 1;
} else {
  process.stderr.write(`${z.prettifyError(parsed.error)}\n`);
  process.exitCode = 1;
}

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
  if (only.includes('play')) {
    say(`Two play for ${minutes} minutes ...`);
    const told = (number: number, minute: Minute) => say(sentenceOf(number, minute));
    report.play = take(await measurePlay(minutes, told));
  }
  return report;
}
