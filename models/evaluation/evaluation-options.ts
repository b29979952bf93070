import { z } from 'zod';
import { variantSchema } from './measures/variant.ts';
import { firstHeldOutSeed } from './rollout/held-out.ts';
import { truthMeasures } from './truth/truth.ts';

export const usage = `
Measures a pack on held-out worlds through the engine's own world, memory, sampler and workers.

  npm run evaluate                           writes report.json and strip.jpg beside the pack
  npm run -s evaluate -- --quick --json      one JSON object on standard output, nothing written there

  --pack FOLDER           the pack; models/arena by default
  --quick                 less of everything, in under 4 minutes; long rollouts, recall rules and codes are left out
  --only PART             physics, controls, sketch, latent, latent-replay, drift, fine, map, endless, shut-in, dreamt, sentences,
                          walk, film, truth, bots, goals or answers alone; no report is written then
  --report                with --only fine, endless, shut-in, dreamt, sentences, walk, truth, bots, goals, answers or
                          latent-replay: writes that part into report.json
  --size WxH              with truth: pixels of the pictures that are judged; by default those that players get
                          where there is time for them, the pack's largest
  --measure NAME          with --only truth: one of its measures, as often as wanted; all by default
  --variant NAME=FOLDER   another pack beside this one, as often as wanted
  --seeds N --first N     how many held-out worlds, and the first of them
  --steps N               with --only goals: steps of each goal at least, 1 or 2; another --first makes another sample
  --ticks N               ticks of play in each
  --drift N               ticks of the long rollouts; 0 leaves them out
  --kept-drift            takes the long rollouts that --only drift has left of the same weights
  --alone                 with --only latent-replay: labels come from the pictures alone, and not from a room as well
  --kept-recordings       with --only latent-replay: takes those that earlier runs of the same sources have left
  --heading DEGREES       where the film's walker goes, clockwise from where the picture looks
  --workers N             view workers; one a core by default

Contact sheets of the play that was judged go to build/evaluation. Truth goes on there where a run was ended.`;

const parts = [
  ...(['physics', 'controls', 'sketch', 'latent', 'latent-replay', 'drift', 'fine', 'map'] as const),
  ...([
    'endless',
    'shut-in',
    'dreamt',
    'sentences',
    'walk',
    'film',
    'truth',
    'bots',
    'goals',
    'answers',
  ] as const),
] as const;

export const optionsSchema = z.object({
  pack: z.string().default('models/arena'),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  only: z.enum(parts).optional(),
  first: z.coerce.number().int().min(firstHeldOutSeed).default(firstHeldOutSeed),
  seeds: z.coerce.number().int().min(1).max(64).optional(),
  steps: z.enum(['1', '2']).default('1'),
  ticks: z.coerce.number().int().min(80).max(100_000).optional(),
  workers: z.coerce.number().int().min(0).max(64).default(0),
  /** Ticks of the long rollouts that measure drift, an hour by default; 0 omits them. */
  drift: z.coerce.number().int().min(0).max(1_000_000).optional(),
  'kept-drift': z.boolean().default(false),
  alone: z.boolean().default(false),
  'kept-recordings': z.boolean().default(false),
  heading: z.coerce.number().min(-180).max(180).default(0),
  report: z.boolean().default(false),
  size: z
    .string()
    .regex(/^\d{1,4}x\d{1,4}$/, 'is no size; give it as WxH')
    .transform((text) => {
      const [width, height] = text.split('x').map(Number);
      return { width, height };
    })
    .optional(),
  measure: z.array(z.enum(truthMeasures)).default([]),
  variant: z.array(variantSchema).default([]),
});
