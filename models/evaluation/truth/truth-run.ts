import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isSameSize, type PictureSize } from '../../../server/contracts/picture.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { ladderOf } from '../../../server/governor/ladder.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { CommandLineError } from '../../command-line.ts';
import { writeContactSheet } from '../measures/contact-sheet.ts';
import { graphSums } from '../measures/graph-sums.ts';
import { heldOutWorld } from '../rollout/held-out.ts';
import { KeptAttempts, sourceSum } from './kept-attempts.ts';
import { measureTruth, type TruthFigures, type TruthMeasure, truthMeasures } from './truth.ts';

/** Everything that pictures and judgements are made by. */
const sourceFolders = ['server', 'shared', 'models/reference', 'models/evaluation'];

export interface TruthRun {
  quick: boolean;
  /** Seeds of the held-out worlds. */
  seeds: readonly number[];
  /** The size that players get by default if undefined. */
  size?: PictureSize | undefined;
  /** All if empty. */
  measures: readonly TruthMeasure[];
  /** For unfinished runs, and contact sheets of failed cases: drawn, true, taken for. */
  folder: string;
  progress(text: string): void;
}

/** Figures of the measures of a run. */
export type TruthReport = Partial<TruthFigures> & {
  /** Pixels of the pictures that were judged, as WxH. */
  size: string;
};

/**
 * Truth of shared worlds, in pictures of the size that players get by default: the pack's largest, where there is time
 * for it and a native kernel to draw it.
 *
 * @throws CommandLineError if pictures cannot be drawn in the size
 */
export async function runTruth(pack: Pack, generator: Generator, run: TruthRun): Promise<TruthReport> {
  const { manifest } = pack;
  const isNative = [generator.methods?.conditioning, generator.methods?.drawing].every(
    (method) => method?.name === 'native',
  );
  // Only native steps draw larger pictures than the view.
  const sizes = isNative ? ladderOf(manifest).map((rung) => rung.size) : [manifest.view];
  const size = run.size ?? sizes[0];
  if (!sizes.some((one) => isSameSize(one, size))) {
    const offered = [...new Set(sizes.map(nameOf))].join(', ');
    throw new CommandLineError(`--size: ${nameOf(size)} is not drawn here; the sizes are ${offered}.`);
  }
  const scale = Math.ceil(size.width / manifest.view.width);
  const worlds = run.seeds.map((seed) => heldOutWorld(seed, manifest.view, scale));
  const kept = new KeptAttempts(run.folder, {
    graphs: graphSums(pack),
    code: sourceSum(sourceFolders),
    isNative,
    size: nameOf(size),
  });
  if (kept.size > 0) run.progress(`truth: goes on after ${kept.size} cases of an earlier run`);
  const figures = await measureTruth(pack, generator, worlds, {
    ...run,
    size,
    kept,
    measures: run.measures.length > 0 ? run.measures : truthMeasures,
    failed: async ({ measure, seed, number, verdict: { kind, pictures } }) => {
      run.progress(`truth: ${measure} of ${kind} failed in world ${seed}, case ${number}`);
      mkdirSync(run.folder, { recursive: true });
      const name = `${manifest.name}-truth-${nameOf(size)}-${measure}-${seed}-${number}.png`;
      await writeContactSheet(path.join(run.folder, name), [pictures], size);
    },
  });
  return { size: nameOf(size), ...figures };
}

function nameOf({ width, height }: PictureSize): string {
  return `${width}x${height}`;
}
