import { type TruthFigures, truthBars, truthMeasures } from './truth.ts';

/** Percent of cases by MultiWorldBench: the best generated system of each measure, and a conventional engine. */
const published = {
  persistence: { generated: 8, engine: 86 },
  state_sync: { generated: 37, engine: 87 },
  control_isolation: { generated: 48, engine: 94 },
  race: { generated: 17, engine: 83 },
  revisit_identity: { generated: 0, engine: 100 },
} as const;

/** Least share of reference pictures that a judge must read right for its figures to count. */
const readable = 0.9;

const percent = (share: number) => (Number.isFinite(share) ? (100 * share).toFixed(1) : '–').padStart(6);

/** The figures as text for people. */
export function describeTruth(figures: Partial<TruthFigures> & { size?: string }): string {
  const lines = truthMeasures.flatMap((measure) => {
    const figure = figures[measure];
    if (figure === undefined) return [];
    const { model, newest, none, reference, cases, refused, unseen, kinds } = figure;
    const { generated, engine } = published[measure];
    const verdict =
      reference < readable
        ? 'does not count: the judge misreads the reference'
        : `${model >= truthBars[measure] ? 'met' : 'missed'}: ${percent(truthBars[measure]).trim()}`;
    const byKind = Object.entries(kinds).map(
      ([kind, own]) => `${kind} ${percent(own.model).trim()} of ${own.cases}`,
    );
    return [
      `${measure.padEnd(18)}${percent(model)}  ${percent(newest)}  ${percent(none)}  ${percent(reference)}  ${`${generated}`.padStart(9)}  ${`${engine}`.padStart(6)}   ${cases} cases, ${verdict}`,
      `  ${byKind.join(', ')}; left out: ${unseen} not seen, ${refused} refused by the rules`,
    ];
  });
  return [
    `Truth, read from pictures${figures.size ? ` of ${figures.size}` : ''} (% of cases): drawn from memory, from the newest frames of each view, from none; disturbed`,
    'reference pictures that the judge reads right; published: generated systems, a conventional engine; and the bar',
    `${''.padEnd(18)}${['memory', 'newest', '  none', '   ref', 'generated', 'engine'].join('  ')}`,
    ...lines,
  ].join('\n');
}
