import { z } from 'zod';
import { commandLine } from '../../models/command-line.ts';
import { measureSpectators } from './spectators.ts';
import { measureViewers } from './viewer-curve.ts';

const usage = `
Measures what those who watch cost: a media worker by its viewers, and a server by the spectators of one room.

  npm run load                                          both, up to 1,000
  npm run -s load -- --only viewers --json              one JSON object on standard output

  --count N     viewers and spectators, as often as wanted, each more than the one before
  --seconds N   for how long each is measured
  --only PART   viewers or spectators; both by default

It wants a machine that does nothing else.`;

const optionsSchema = z.object({
  count: z.array(z.coerce.number().int().min(0).max(5_000)).default([0, 50, 100, 250, 500, 750, 1_000]),
  seconds: z.coerce.number().int().min(1).max(600).default(10),
  only: z.array(z.enum(['viewers', 'spectators'])).default(['viewers', 'spectators']),
  json: z.boolean().default(false),
});

const { count, seconds, only, json } = commandLine(optionsSchema, usage);
const counts = [...count].sort((a, b) => a - b);
const say = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`);
const viewers = only.includes('viewers') ? await measureViewers(counts, seconds, say) : [];
const spectators = only.includes('spectators') ? await measureSpectators(counts, seconds, say) : [];
if (json) process.stdout.write(`${JSON.stringify({ viewers, spectators })}\n`);
