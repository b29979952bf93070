import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { Random } from '../../reference/random.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import type { CaseMaker } from './case-maker.ts';
import type { Attempt, CaseVerdict } from './case-verdict.ts';
import { persistenceCases, syncCases } from './edit-cases.ts';
import { editKinds } from './edits.ts';
import { isolationCases, isolationKinds } from './isolation-cases.ts';
import { raceCases, raceKinds } from './races.ts';
import { revisitCases, revisitKinds } from './revisit-cases.ts';
import type { Scenery } from './stage.ts';
import { type TruthFigure, truthFigure } from './truth-figures.ts';

/** The measures of the protocol of MultiWorldBench, with the shares that are asked for. */
export const truthBars = {
  persistence: 0.95,
  state_sync: 0.95,
  control_isolation: 0.97,
  race: 1,
  revisit_identity: 0.95,
} as const;
export type TruthMeasure = keyof typeof truthBars;
export const truthMeasures = Object.keys(truthBars).filter((name): name is TruthMeasure => name in truthBars);

/** Whether pictures of shared worlds show what the rules say happened, read from pixels. */
export type TruthFigures = Record<TruthMeasure, TruthFigure>;

export interface TruthOptions {
  quick: boolean;
  /** Is given every case that was read as wrong; see CaseVerdict.pictures. */
  failed?(measure: TruthMeasure, seed: number, verdict: CaseVerdict): void;
}

/** Worlds, and cases of each measure in all of them. */
const extent = { full: { worlds: 64, cases: 200 }, quick: { worlds: 2, cases: 12 } } as const;
/** Attempts to make one case, and cases that are tried for each wanted one, at most. */
const mostAttempts = 12;
const mostRounds = 3;

/**
 * Plays the cases of every measure, each in a room of its own in one of the worlds, which run in parallel. Deterministic
 * for a pack and its worlds.
 */
export async function measureTruth(
  pack: Pick<Pack, 'manifest'>,
  generator: ViewSource,
  worlds: readonly HeldOutWorld[],
  { quick, failed = () => {} }: TruthOptions,
): Promise<TruthFigures> {
  const { worlds: most, cases } = extent[quick ? 'quick' : 'full'];
  const judged = worlds.slice(0, most);
  const parts = { pack, generator };
  const inWorld = async (held: HeldOutWorld) => {
    const memory = new RoomMemory(pack.manifest);
    for (const keyframe of held.worldSeed.keyframes) memory.remember(keyframe);
    const scenery = { held, memory, view: pack.manifest.view };
    const wanted = Math.ceil(cases / judged.length);
    const attempts: Partial<Record<TruthMeasure, Attempt[]>> = {};
    for (const [turn, measure] of truthMeasures.entries()) {
      const tries = await attemptsOf(measure, { parts, scenery, wanted, turn });
      for (const attempt of tries) if (isWrong(attempt)) failed(measure, held.seed, attempt);
      attempts[measure] = tries;
    }
    return attempts;
  };
  const played = await Promise.all(judged.map(inWorld));
  const figure = (measure: TruthMeasure) =>
    truthFigure(played.flatMap((attempts) => attempts[measure] ?? []));
  return {
    persistence: figure('persistence'),
    state_sync: figure('state_sync'),
    control_isolation: figure('control_isolation'),
    race: figure('race'),
    revisit_identity: figure('revisit_identity'),
  };
}

function isWrong(attempt: Attempt): attempt is CaseVerdict {
  return typeof attempt !== 'string' && !attempt.right.model;
}

interface Wanted {
  parts: { pack: Pick<Pack, 'manifest'>; generator: ViewSource };
  scenery: Scenery;
  wanted: number;
  /** Number of the measure. */
  turn: number;
}

function attemptsOf(measure: TruthMeasure, wanted: Wanted): Promise<Attempt[]> {
  switch (measure) {
    case 'persistence':
      return attempts(persistenceCases, editKinds, wanted);
    case 'state_sync':
      return attempts(syncCases, editKinds, wanted);
    case 'control_isolation':
      return attempts(isolationCases, isolationKinds, wanted);
    case 'race':
      return attempts(raceCases, raceKinds, wanted);
    case 'revisit_identity':
      return attempts(revisitCases, revisitKinds, wanted);
  }
}

/**
 * Attempts until there are as many cases as wanted. Kinds take turns. A kind that makes no case in many attempts, because
 * the world has no place for it, is passed over.
 */
async function attempts<Kind extends string>(
  make: CaseMaker<Kind>,
  kinds: readonly Kind[],
  { parts, scenery, wanted, turn }: Wanted,
): Promise<Attempt[]> {
  const made: Attempt[] = [];
  const { seed } = scenery.held;
  let cases = 0;
  for (let number = 0; cases < wanted && number < mostRounds * wanted; number++) {
    // Worlds begin with different kinds, so that a few cases in each of many worlds are of all kinds.
    const kind = kinds[(seed + number) % kinds.length];
    const swapped = (number + Math.floor(number / kinds.length)) % 2 === 1;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const random = Random.keyed(seed, turn, number, attempt);
      const roomSeed = random.integer(2 ** 31);
      const result = await make(kind, { parts, scenery, random, roomSeed, swapped });
      made.push(result);
      if (typeof result === 'string') continue;
      cases++;
      break;
    }
  }
  return made;
}
