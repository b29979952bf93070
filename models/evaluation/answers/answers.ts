import { answerQuestion } from '../../../server/answers/answer-question.ts';
import type { Knowledge } from '../../../server/answers/knowledge.ts';
import type { Sighted } from '../../../server/answers/sight-log.ts';
import { thingsOf } from '../../../server/answers/sight-log.ts';
import { SurroundingsReader } from '../../../server/answers/surroundings/surroundings-reader.ts';
import type { KnownGrid } from '../../../server/contracts/known-grid.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { readWordTower, type WordTower } from '../../../server/pack/word-tower.ts';
import { type QuestionKind, questionKinds } from '../../../shared/answers/question.ts';
import { Random } from '../../reference/random.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { graphSums } from '../measures/graph-sums.ts';
import { heldOutWorld } from '../rollout/held-out.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import { isRight } from './answer-judge.ts';
import { casesOf } from './cases.ts';
import { DescribedViews, type DescriptionFigures, describedParts } from './described-views.ts';
import { KeptWalks, type MeasuredWalk, summed, type Tally } from './kept-walks.ts';
import { type Looked, scriptedWalk, type WalkedRoom } from './scripted-walk.ts';

/** Number of the first held-out world of these. */
const firstWorld = seedRanges.heldOut + 600;
/** Ticks of each walk: 20 seconds. */
const walkTicks = 240;

/** What is counted beside the kinds of questions. */
const countedParts = ['unseen', 'saysUnseen', 'reference', 'shuffled'] as const;

export interface AnswerFigures {
  worlds: number;
  cases: number;
  /** Questions about what the room has seen: share that is answered right, by kind. */
  seen: Record<QuestionKind, Tally>;
  /** Questions about what it has not seen: those to which it says so. */
  unseen: Tally;
  /** Times that it says that nothing was seen, and how often that is true. */
  saysUnseen: Tally;
  /** The same judge on answers from the reference's own walls and sights, and on answers to other rooms' questions. */
  reference: Tally;
  shuffled: Tally;
  /** Milliseconds of an answer: mean and most. */
  milliseconds: { mean: number; most: number };
  /** Descriptions of single views on the walks. */
  described: DescriptionFigures & {
    /** Milliseconds until what surrounds a viewer is said, with the wait for other work: mean and most. */
    milliseconds: { mean: number; most: number };
  };
}

export interface AnswerOptions {
  worlds: number;
  casesEach: number;
  /** Where what was measured of each world is kept. */
  folder: string;
  progress?: (line: string) => void;
}

/** Asks rooms in held-out worlds about what their players have seen on a walk. */
export async function measureAnswers(
  pack: Pack,
  generator: ViewSource & Pick<Generator, 'embed'>,
  { worlds, casesEach, folder, progress = () => {} }: AnswerOptions,
): Promise<AnswerFigures> {
  const kept = new KeptWalks(folder, { graphs: graphSums(pack), words: pack.manifest.words, casesEach });
  const tower = await readWordTower(pack.folder, pack.manifest);
  const walks: MeasuredWalk[] = [];
  let cases = 0;
  for (let number = 0; number < worlds; number++) {
    const asked = { number, casesEach, first: cases, former: walks.at(-1)?.answers ?? [], progress };
    const walk = await kept.get(number, () => measureWalk({ pack, generator, tower }, asked));
    walks.push(walk);
    cases += walk.answers.length;
    progress(`world ${number + 1} of ${worlds}: ${cases} cases`);
  }
  const described = walks.map((walk) => walk.described);
  return {
    worlds,
    cases,
    seen: summed(
      questionKinds,
      walks.map(({ seen }) => seen),
    ),
    ...summed(
      countedParts,
      walks.map(({ counted }) => counted),
    ),
    milliseconds: timesOf(walks.flatMap(({ times }) => times)),
    described: {
      views: walks.reduce((sum, { views }) => sum + views, 0),
      ...summed(describedParts, described),
      milliseconds: timesOf(walks.flatMap(({ wordTimes }) => wordTimes)),
    },
  };
}

interface AskedWalk extends Required<Pick<AnswerOptions, 'casesEach' | 'progress'>> {
  number: number;
  /** Questions of earlier worlds, and the answers to those of the world before. */
  first: number;
  former: MeasuredWalk['answers'];
}

interface Measured {
  pack: Pack;
  generator: ViewSource & Pick<Generator, 'embed'>;
  tower: WordTower | undefined;
}

async function measureWalk(
  { pack, generator, tower }: Measured,
  { number, casesEach, first, former, progress }: AskedWalk,
): Promise<MeasuredWalk> {
  const seen = summed(questionKinds, []);
  const counted = summed(countedParts, []);
  const described = new DescribedViews(tower);
  const wordTimes: number[] = [];
  const reader =
    tower && new SurroundingsReader((planes) => generator.embed(planes), pack.manifest.view, tower);
  const looked: Looked = async (room, view, things) => {
    const own = { ...knowledgeOf(room), pose: view.camera, sights: room.sights.by(room.asker) };
    const began = performance.now();
    const surroundings = await reader?.describe(view, (camera) => room.memory.retrieve(camera));
    wordTimes.push(performance.now() - began);
    described.judge(room.held, room.world, own, things, surroundings);
  };
  const held = heldOutWorld(firstWorld + number, pack.manifest.view);
  const walk = { ticks: walkTicks, roomSeed: 30_000 + number, looked };
  const room = await scriptedWalk(pack, generator, held, walk);
  const known = knowledgeOf(room);
  const perfect = { ...known, sights: trueSightsOf(room), ground: trueGrid(room) };
  const times: number[] = [];
  const answers: MeasuredWalk['answers'] = [];
  for (const one of casesOf(room, new Random(number), casesEach, first)) {
    const began = performance.now();
    const { answer } = answerQuestion(one.question, known);
    times.push(performance.now() - began);
    const right = isRight(one, answer, known.pose);
    count(one.truth.seen ? seen[one.kind] : counted.unseen, right);
    if (answer.answer === 'unseen') count(counted.saysUnseen, !one.truth.seen);
    count(counted.reference, isRight(one, answerQuestion(one.question, perfect).answer, known.pose));
    const strange = former.find(({ kind }) => kind === one.kind);
    if (strange) count(counted.shuffled, isRight(one, strange.answer, known.pose));
    if (!right) progress(`world ${held.seed}: ${JSON.stringify({ ...one, answer }, replacer)}`);
    answers.push({ kind: one.kind, answer });
  }
  room.world.close();
  const { views, ...tallies } = described.figures;
  return { seen, counted, described: tallies, views, times, wordTimes, answers };
}

function timesOf(times: readonly number[]): { mean: number; most: number } {
  const sum = times.reduce((total, time) => total + time, 0);
  return { mean: sum / Math.max(1, times.length), most: Math.max(0, ...times) };
}

const replacer = (key: string, value: unknown) => (key === 'ground' ? undefined : value);

function count(tally: Tally, right: boolean): void {
  tally.cases++;
  if (right) tally.right++;
}

function knowledgeOf({
  world,
  memory,
  sights,
  asker,
}: Pick<WalkedRoom, 'world' | 'memory' | 'sights' | 'asker'>): Knowledge {
  const pose = world.poseOf(asker);
  if (pose === undefined) throw new Error(`${asker} has no view`);
  const { view } = world.manifest;
  return {
    ...{ sights: sights.room, ground: world.ground, pose, asker },
    ...{ tick: world.state.tick, rate: view.rate, intrinsics: view },
    retrieve: (camera) => memory.retrieve(camera),
  };
}

/** What was clearly and truly seen, in the form that rooms have. */
function trueSightsOf({ truth, world, asker }: WalkedRoom): Map<string, Sighted> {
  const pose = world.poseOf(asker) ?? { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 };
  const colours = new Map(thingsOf(world.state).map(({ id, entity }) => [id, entity.colour]));
  const box = { left: 0, top: 0, width: 1, height: 1 };
  return new Map(
    [...truth.room.things]
      .filter(([, { clear }]) => clear)
      .map(([id, { first, last }]) => {
        const entity = { ...last, colour: colours.get(id) ?? last.colour };
        return [
          id,
          {
            id,
            name: '',
            firstTick: first,
            moved: false,
            last: { entity, by: asker, tick: first, pose, box },
          },
        ];
      }),
  );
}

/** The reference's walls as a grid like memory's. */
function trueGrid({ held: { reference } }: WalkedRoom): KnownGrid {
  const cellSize = 0.125;
  const solidAt = (x: number, z: number) =>
    reference.solidAt(Math.floor(x * cellSize), Math.floor(z * cellSize));
  return { cellSize, solidAt, cell: (x, z) => (solidAt(x, z) ? 'solid' : 'floor') };
}

/** The figures as lines for people. */
export function describeAnswers(figures: AnswerFigures): string {
  const { described } = figures;
  const share = ({ right, cases }: Tally) => `${(right / Math.max(1, cases)).toFixed(3)} of ${cases}`;
  return [
    `${figures.cases} questions in ${figures.worlds} held-out worlds`,
    ...questionKinds.map((kind) => `${kind.padEnd(20)}${share(figures.seen[kind])}`),
    `${'says unseen'.padEnd(20)}${share(figures.unseen)} that were not seen; true ${share(figures.saysUnseen)} times that it says so`,
    `${'judge'.padEnd(20)}reads ${share(figures.reference)} of the reference, ${share(figures.shuffled)} of other rooms' answers`,
    `${'time'.padEnd(20)}${figures.milliseconds.mean.toFixed(1)} ms an answer, ${figures.milliseconds.most.toFixed(1)} at most`,
    `descriptions of ${described.views} views, ${described.milliseconds.mean.toFixed(1)} ms for the surroundings`,
    `${'things'.padEnd(20)}${share(described.mentioned)} mentioned ones show, ${share(described.complete)} that show clearly are mentioned`,
    `${'of them'.padEnd(20)}colour ${share(described.colours)}, side ${share(described.sides)}, distance ${share(described.distances)}, doors ${share(described.doors)}`,
    `${'materials'.padEnd(20)}${share(described.materials)} said ones are right, ${share(described.materialsSaid)} clear ones are said`,
    `${'landmarks'.padEnd(20)}${share(described.landmarks)} said ones show, ${share(described.landmarksSaid)} clear ones are said, side ${share(described.landmarkSides)}`,
    `${'whole views'.padEnd(20)}${share(described.allRight)} all of things, colours, sides and landmarks right; ${share(described.allRightWithMaterials)} materials, too`,
    `${'open ground'.padEnd(20)}${share(described.ground)}`,
  ].join('\n');
}
