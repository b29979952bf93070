/**
 * Measures what people see when Triton is killed under play or stands still, and comes back, at the pack's rate and the usual deadline:
 *
 *   node e2e/services/measure-outage.ts --trials 5
 *
 * It wants a machine that does nothing else, and what `node scripts/setup.mjs services` provides.
 */
import { loadavg } from 'node:os';
import { z } from 'zod';
import { commandLine } from '../../models/command-line.ts';
import { endBySignals } from '../end-with-process.ts';
import { openServer } from '../test-bed.ts';
import { FrameWalker } from './frame-walker.ts';
import { outageUnderPlay } from './triton-outage.ts';
import { TritonServer } from './triton-server.ts';

/** Frames: five seconds at 12 a second. */
const stretch = 60;
const usage = 'node e2e/services/measure-outage.ts [--trials N] [--deadline MILLISECONDS]';
const schema = z.object({
  trials: z.coerce.number().int().min(1).max(100).default(5),
  deadline: z.coerce.number().int().min(10).max(60_000).optional(),
});
const { trials, deadline } = commandLine(schema, usage);
endBySignals();

const triton = await TritonServer.start();
const given = deadline === undefined ? [] : ['--generation-deadline', String(deadline)];
const options = ['--generation', `grpc://${triton.address}`, '--least-views-per-second', '0', ...given];
const server = await openServer(undefined, { options });
try {
  const walker = await FrameWalker.join(server.url);
  for (let trial = 1; trial <= trials; trial++) {
    for (const how of ['kill', 'hang'] as const) {
      const figures = await outageUnderPlay(walker, triton, server.log, how, stretch);
      console.log(JSON.stringify({ trial, how, load: loadavg()[0], ...figures }));
    }
  }
  await walker.leave();
} finally {
  await server.close();
  await triton.close();
}
for (const line of server.log) if (/"level":[45]0/.test(line)) console.error(line);
