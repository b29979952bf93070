import type { PictureSize } from '../../../server/contracts/picture.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { Random } from '../../reference/random.ts';
import { Renderer } from '../../reference/rendering/renderer.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import type { CaseMaker } from './case-maker.ts';
import type { Attempt, CaseVerdict } from './case-verdict.ts';
import { persistenceCases, syncCases } from './edit-cases.ts';
import { editKinds } from './edits.ts';
import { isolationCases, isolationKinds } from './isolation-cases.ts';
import type { KeptAttempts } from './kept-attempts.ts';
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
  /** Pixels of the pictures that players are shown: the view's own, or one of the pack's larger sizes. */
  size: PictureSize;
  measures: readonly TruthMeasure[];
  /** Cases of an earlier run that was ended. */
  kept?: Pick<KeptAttempts, 'get'>;
  /** Is given every case that was read as wrong, once; see CaseVerdict.pictures. */
  failed?(failure: TruthFailure): Promise<void> | void;
}

export interface TruthFailure {
  measure: TruthMeasure;
  /** Seed of the world. */
  seed: number;
  /** Number of the case in its world. */
  number: number;
  verdict: CaseVerdict;
}

/** Worlds, and cases of each measure in all of them. */
const extent = { full: { worlds: 64, cases: 200 }, quick: { worlds: 2, cases: 12 } } as const;
/** Attempts to make one case, and cases that are tried for each wanted one, at most. */
const mostAttempts = 12;
const mostRounds = 3;

/**
 * Plays the cases of each measure, each in a room of its own in one of the worlds, which run in parallel. Deterministic
 * for a pack, its worlds and the size.
 *
 * @param worlds Their seeds have fine pictures where the size is larger than the view.
 */
export async function measureTruth(
  pack: Pick<Pack, 'manifest'>,
  generator: ViewSource,
  worlds: readonly HeldOutWorld[],
  options: TruthOptions,
): Promise<Partial<TruthFigures>> {
  const { worlds: most, cases } = extent[options.quick ? 'quick' : 'full'];
  const judged = worlds.slice(0, most);
  const { view: own } = pack.manifest;
  const view = { ...options.size, focal: (own.focal * options.size.width) / own.width };
  const { measures } = options;
  const inWorld = async (world: HeldOutWorld) => {
    const memory = new RoomMemory(pack.manifest);
    for (const keyframe of world.worldSeed.keyframes) memory.remember(keyframe);
    const held = { ...world, renderer: new Renderer(world.reference, view) };
    const setting = { parts: { pack, generator }, scenery: { held, memory, view }, options };
    const wanted = Math.ceil(cases / judged.length);
    const attempts: Partial<Record<TruthMeasure, Attempt[]>> = {};
    for (const measure of measures) attempts[measure] = await attemptsOf(measure, { ...setting, wanted });
    return attempts;
  };
  const played = await Promise.all(judged.map(inWorld));
  return Object.fromEntries(
    measures.map((measure) => [measure, truthFigure(played.flatMap((attempts) => attempts[measure] ?? []))]),
  );
}

function isWrong({ right }: CaseVerdict): boolean {
  return !right.model;
}

interface Wanted {
  parts: { pack: Pick<Pack, 'manifest'>; generator: ViewSource };
  scenery: Scenery;
  options: TruthOptions;
  wanted: number;
}

function attemptsOf(measure: TruthMeasure, wanted: Wanted): Promise<Attempt[]> {
  switch (measure) {
    case 'persistence':
      return attempts(measure, persistenceCases, editKinds, wanted);
    case 'state_sync':
      return attempts(measure, syncCases, editKinds, wanted);
    case 'control_isolation':
      return attempts(measure, isolationCases, isolationKinds, wanted);
    case 'race':
      return attempts(measure, raceCases, raceKinds, wanted);
    case 'revisit_identity':
      return attempts(measure, revisitCases, revisitKinds, wanted);
  }
}

/**
 * Attempts until there are as many cases as wanted. Kinds take turns. A kind that makes no case in many attempts, because
 * the world has no place for it, is passed over.
 */
async function attempts<Kind extends string>(
  measure: TruthMeasure,
  make: CaseMaker<Kind>,
  kinds: readonly Kind[],
  { parts, scenery, options: { kept, failed }, wanted }: Wanted,
): Promise<Attempt[]> {
  const all: Attempt[] = [];
  const { seed } = scenery.held;
  const turn = truthMeasures.indexOf(measure);
  const play = async (number: number): Promise<Attempt[]> => {
    // Worlds begin with different kinds, so that a few cases in each of many worlds are of all kinds.
    const kind = kinds[(seed + number) % kinds.length];
    const swapped = (number + Math.floor(number / kinds.length)) % 2 === 1;
    const made: Attempt[] = [];
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const random = Random.keyed(seed, turn, number, attempt);
      const roomSeed = random.integer(2 ** 31);
      const verdict = await make(kind, { parts, scenery, random, roomSeed, swapped });
      made.push(verdict);
      if (typeof verdict === 'string') continue;
      if (isWrong(verdict)) await failed?.({ measure, seed, number, verdict });
      break;
    }
    return made;
  };
  let cases = 0;
  for (let number = 0; cases < wanted && number < mostRounds * wanted; number++) {
    const made = kept
      ? await kept.get(`${measure} ${seed} ${number}`, () => play(number))
      : await play(number);
    all.push(...made);
    if (made.some((attempt) => typeof attempt !== 'string')) cases++;
  }
  return all;
}
