import { z } from 'zod';
import { askedFor, sentenceReader } from '../../../server/http/sentences.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { type PlanControl, planControls } from '../../../shared/plan.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { openedRoom, playedPlan, type RoomChoice, readCells } from '../dreamt/opened-room.ts';
import type { WatchedModel } from '../endless/watched-model.ts';
import type { SquarePlan } from '../map/map-figures.ts';
import places from './held-out-places.json' with { type: 'json' };
import type { KeptGrounds } from './kept-grounds.ts';
import { knownWindows, MapProbe } from './map-probe.ts';

/** First town that the probe of maps is trained on, and windows for each control. */
export const judgingSeed = seedRanges.judges + 60_000;
export const trainingWindows = 400;
/** Held-out windows for each control that the probe is checked by. */
const checkedWindows = 100;
/** First held-out town of these. */
const checkedSeed = seedRanges.heldOut + 500;
/** Room seeds of these are not those of others. */
const firstSeed = 11_000;
/** Rooms that are asked for nothing; they take turns. */
const unaskedRooms = 6;

const controls = planControls.map(({ name }) => name);
const told = z.union([z.literal(0), z.literal(1)]).optional();
const meaningSchema = z.strictObject({ openness: told, tallness: told, greenery: told, doors: told });
/** A sentence, and what it asks of a map: 0 = little, 1 = much. */
const placesSchema = z.array(z.tuple([z.string(), meaningSchema]));
type Meaning = z.infer<typeof meaningSchema>;

/** Sentences about places that nothing was trained on. */
export const heldOutPlaces = placesSchema.parse(places);

interface Share {
  right: number;
  of: number;
}

export interface SentenceFigures {
  sentences: number;
  /** Metres along each side of the ground that is read. */
  metres: number;
  /** Of the sentences, those of which everything that was asked of the map is read from the ground of the room. */
  played: number;
  /** The same of rooms that were asked for nothing: what chance gives. */
  unasked: number;
  /** Of the sentences, those that the pack's encoder understands in the same sense. */
  understood: number;
  /** Of these alone, as {@link played}. */
  played_of_understood: number;
  /** What is read for each control, over all sentences that ask for it; and how well the probe reads the reference. */
  controls: Record<PlanControl, { played: Share; unasked: Share; reference: Share }>;
  /** Sentences that failed, with the controls that were read otherwise, and whether the encoder had understood them. */
  failed: { sentence: string; controls: PlanControl[]; understood: boolean }[];
}

export interface SentenceOptions {
  sentences: number;
  /** Grounds of rooms that were opened before. */
  kept: KeptGrounds;
  progress?: (line: string) => void;
}

/**
 * Opens a room for each sentence, as the lobby does, and lets a probe that was trained on reference towns alone read the
 * ground around its start.
 */
export async function measureSentences(
  { pack, model }: { pack: Pack; model: WatchedModel },
  { sentences, kept, progress = () => {} }: SentenceOptions,
): Promise<SentenceFigures> {
  const probe = new MapProbe({ seed: judgingSeed, count: trainingWindows, size: readCells });
  const read = sentenceReader(pack);
  const cases = heldOutPlaces.slice(0, sentences);
  const counts = controls.map((name) => ({ name, played: none(), unasked: none(), reference: none() }));
  const sums = { played: 0, unasked: 0, understood: 0, both: 0 };
  const failed: SentenceFigures['failed'] = [];
  const graph = pack.manifest.graphs.plan?.sha256;
  const settings = pack.manifest.plan;
  const groundOf = (choice: RoomChoice) =>
    kept.get({ ...choice, graph, settings, cells: readCells }, () => openedGround(pack, model, choice));
  const unasked: SquarePlan[] = [];
  for (let i = 0; i < Math.min(unaskedRooms, cases.length); i++) {
    unasked.push(await groundOf({ roomSeed: firstSeed + i }));
  }
  for (const [i, [sentence, meant]] of cases.entries()) {
    const roomSeed = firstSeed + i;
    const { plan, looks } = await askedFor({ begin: 'nothing', sentence }, read);
    const isUnderstood = means(plan ?? {}, meant);
    const ground = await groundOf({ roomSeed, ...(plan && { plan }), ...(looks && { looks }) });
    const wrong = wronglyRead(probe, ground, meant);
    const by = wronglyRead(probe, unasked[i % unasked.length], meant);
    for (const count of counts) {
      if (meant[count.name] === undefined) continue;
      tell(count.played, !wrong.includes(count.name));
      tell(count.unasked, !by.includes(count.name));
    }
    if (wrong.length === 0) sums.played++;
    else failed.push({ sentence, controls: wrong, understood: isUnderstood });
    if (by.length === 0) sums.unasked++;
    if (isUnderstood) sums.understood++;
    if (isUnderstood && wrong.length === 0) sums.both++;
    progress(
      `${i + 1}: ${sentence}: ${JSON.stringify(plan ?? {})}${wrong.length > 0 ? `, not ${wrong}` : ''}`,
    );
  }
  for (const { name, reference } of counts) {
    for (const { plan, isMuch } of knownWindows(name, {
      ...{ seed: checkedSeed, count: checkedWindows, size: readCells },
    })) {
      tell(reference, probe.isMuch(plan, name) === isMuch);
    }
  }
  return {
    sentences: cases.length,
    metres: readCells,
    played: sums.played / cases.length,
    unasked: sums.unasked / cases.length,
    understood: sums.understood / cases.length,
    played_of_understood: sums.both / sums.understood,
    controls: byName(counts),
    failed,
  };
}

/** Whether an encoder's reading asks for the same: each control on the same side of the middle, and no other one. */
export function means(read: Readonly<Partial<Record<PlanControl, number>>>, meant: Meaning): boolean {
  return controls.every((name) => {
    const [is, wanted] = [read[name], meant[name]];
    return wanted === undefined ? is === undefined : is !== undefined && is > 0.5 === (wanted === 1);
  });
}

function wronglyRead(probe: MapProbe, plan: SquarePlan, meant: Meaning): PlanControl[] {
  return controls.filter(
    (name) => meant[name] !== undefined && probe.isMuch(plan, name) !== (meant[name] === 1),
  );
}

async function openedGround(pack: Pack, model: WatchedModel, choice: RoomChoice): Promise<SquarePlan> {
  const world = await openedRoom(pack, model, choice);
  const plan = playedPlan(world, world.spawns[0]);
  world.close();
  return plan;
}

function none(): Share {
  return { right: 0, of: 0 };
}

function tell(share: Share, isRight: boolean): void {
  share.of++;
  if (isRight) share.right++;
}

function byName(
  counts: readonly ({ name: PlanControl } & SentenceFigures['controls'][PlanControl])[],
): SentenceFigures['controls'] {
  const of = (wanted: PlanControl) => {
    const { played, unasked, reference } = counts.find(({ name }) => name === wanted) ?? {
      ...{ played: none(), unasked: none(), reference: none() },
    };
    return { played, unasked, reference };
  };
  return { openness: of('openness'), tallness: of('tallness'), greenery: of('greenery'), doors: of('doors') };
}
