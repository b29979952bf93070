import type { Manifest } from '../../../shared/pack.ts';
import { happenedClasses, levelMotion, type MovingAction, movingActions } from '../judges/action-labels.ts';
import { LatentEncoder } from './latent-encoder.ts';
import { LinearProbe } from './linear-probe.ts';
import { restlessPlay } from './restless-play.ts';

/** Accuracy of a linear probe that reads one action from codes; shares, 0 to 1. */
export interface Recovered {
  accuracy: number;
  /** The same for a probe that gets the true motion of the eye instead of the code: the upper bound. */
  reference: number;
  /** Mean over classes, however frequent they are. */
  balanced: number;
  /** Accuracy of always answering the most frequent class, and balanced accuracy of guessing. */
  majority: number;
  chance: number;
  /** Number of judged labels. */
  labels: number;
}

/** Means over the actions that move the eye. */
export interface RecoveredOverall {
  accuracy: number;
  reference: number;
  balanced: number;
}

export interface LatentFigures {
  /**
   * Labels: all pressed actions, whatever their effect. A player stopped by a wall looks like one who stands
   * still.
   */
  pressed: Record<MovingAction | 'use', Recovered>;
  /**
   * Labels: pressed actions with an effect in that pair by the reference's own physics (see pressedActions).
   */
  effective: Record<MovingAction, Recovered>;
  /** Labels: the true motion of the eye. */
  happened: Record<MovingAction, Recovered>;
  /** Without `use`, which moves nobody. */
  overall: { pressed: RecoveredOverall; effective: RecoveredOverall; happened: RecoveredOverall };
  /** Pairs of frames that the linear probe was fitted on, and judged on; their worlds differ. */
  fitted: number;
  judged: number;
}

const extent = {
  full: { fitted: 8, judged: 8, ticks: 120 },
  quick: { fitted: 4, judged: 4, ticks: 80 },
} as const;
/** First seed of the worlds for fitting, which are not the held-out ones. */
const fittedFrom = 1_500_000;

interface Pair {
  code: number[];
  motion: number[];
  pressed: number[];
  effective: boolean[];
  happened: number[];
}

/**
 * Measures whether actions can be read from the codes of models/training/worldroom_training/latent_action,
 * which is trained without action labels. A linear probe is fitted on the codes of some worlds with the
 * actions as labels, and judged on other worlds. Frames and depths are the reference's.
 */
export async function measureLatentActions(
  file: string,
  seeds: readonly number[],
  manifest: Manifest,
  { quick }: { quick: boolean },
): Promise<LatentFigures> {
  const encoder = await LatentEncoder.load(file, manifest.view);
  const { fitted, judged, ticks } = extent[quick ? 'quick' : 'full'];
  const collect = async (worlds: readonly number[]) => {
    const pairs: Pair[] = [];
    for (const seed of worlds) {
      for await (const pair of restlessPlay(seed, ticks, manifest)) {
        const { pressed, used } = pair;
        pairs.push({
          code: await encoder.encode(pair.before.frame, pair.after.frame),
          motion: levelMotion(pair.before.pose, pair.after.pose),
          pressed: [...pressed.classes, Number(used)],
          effective: pressed.effective,
          happened: happenedClasses(pair.before.pose, pair.after.pose),
        });
      }
    }
    return pairs;
  };
  const known = await collect(Array.from({ length: fitted }, (_, i) => fittedFrom + i));
  const asked = await collect(seeds.slice(0, judged));
  const pressed = readEach(known, asked, (pair, action) => pair.pressed[action]);
  const effective = readEach(known, asked, (pair, action) =>
    pair.effective[action] ? pair.pressed[action] : undefined,
  );
  const happened = readEach(known, asked, (pair, action) => pair.happened[action]);
  const use = recovered(known, asked, ({ pressed }) => pressed[movingActions.length]);
  return {
    pressed: { ...pressed, use },
    effective,
    happened,
    overall: { pressed: overall(pressed), effective: overall(effective), happened: overall(happened) },
    fitted: known.length,
    judged: asked.length,
  };
}

function readEach(
  known: readonly Pair[],
  asked: readonly Pair[],
  labelOf: (pair: Pair, action: number) => number | undefined,
): Record<MovingAction, Recovered> {
  const read = (name: MovingAction) =>
    recovered(known, asked, (pair) => labelOf(pair, movingActions.indexOf(name)));
  return {
    move: read('move'),
    strafe: read('strafe'),
    turn: read('turn'),
    look: read('look'),
    jump: read('jump'),
  };
}

/** Fits probes on the labelled pairs of `known`, and judges those of `asked`. */
function recovered(
  known: readonly Pair[],
  asked: readonly Pair[],
  labelOf: (pair: Pair) => number | undefined,
): Recovered {
  const labelled = (pairs: readonly Pair[]) =>
    pairs.flatMap((pair) => {
      const label = labelOf(pair);
      return label === undefined ? [] : [{ pair, label }];
    });
  const fit = labelled(known);
  const judged = labelled(asked);
  const classes = 1 + Math.max(...[...fit, ...judged].map(({ label }) => label));
  const answers = (features: (pair: Pair) => number[]) => {
    const rows = fit.map(({ pair }) => features(pair));
    const probe = new LinearProbe(
      rows,
      fit.map(({ label }) => label),
      classes,
    );
    return judged.map(({ pair, label }) => probe.classify(features(pair)) === label);
  };
  const right = answers(({ code }) => code);
  const reference = answers(({ motion }) => motion);
  const shares: number[] = [];
  let most = 0;
  for (let c = 0; c < classes; c++) {
    const of = right.filter((_, i) => judged[i].label === c);
    most = Math.max(most, of.length);
    if (of.length > 0) shares.push(share(of));
  }
  return {
    accuracy: share(right),
    reference: share(reference),
    balanced: mean(shares),
    majority: most / judged.length,
    chance: 1 / shares.length,
    labels: judged.length,
  };
}

function overall(figures: Record<MovingAction, Recovered>): RecoveredOverall {
  const over = (measure: 'accuracy' | 'reference' | 'balanced') =>
    mean(movingActions.map((name) => figures[name][measure]));
  return { accuracy: over('accuracy'), reference: over('reference'), balanced: over('balanced') };
}

const share = (right: readonly boolean[]) => right.filter((each) => each).length / right.length;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The figures as text for people. */
export function describeLatent(figures: LatentFigures): string {
  const { overall } = figures;
  const digits = (value: number) => value.toFixed(3);
  const cells = (each: Recovered) =>
    `${digits(each.accuracy)} (true motion ${digits(each.reference)}, majority ${digits(each.majority)})  balanced ${digits(each.balanced)} (chance ${digits(each.chance)})  ${each.labels} labels`;
  return [
    `latent_action: actions read by a linear probe from codes learnt without labels; fitted on ${figures.fitted} pairs, judged on ${figures.judged} of other worlds`,
    ...(['pressed', 'effective', 'happened'] as const).flatMap((kind) => [
      ...Object.entries(figures[kind]).map(
        ([name, each]) => `  ${name.padEnd(8)} ${kind.padEnd(9)}  ${cells(each)}`,
      ),
      `  overall  ${kind.padEnd(9)}  ${digits(overall[kind].accuracy)} (true motion ${digits(overall[kind].reference)})  balanced ${digits(overall[kind].balanced)}`,
    ]),
  ].join('\n');
}
