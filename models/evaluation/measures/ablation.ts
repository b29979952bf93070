import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { RevisitJudge } from '../judges/revisit-judge.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { type RecallRule, recallRules } from '../rollout/recall-rule.ts';
import { rollout } from '../rollout/rollout.ts';

/** Decibels of revisits, by recall rule. */
export type AblationFigures = Record<RecallRule, number>;

/** The compared play: two players, the same each time. Figures are means over worlds. */
export interface AblationPlay {
  worlds: readonly HeldOutWorld[];
  ticks: number;
}

/** Measures the same play with every recall rule. */
export async function measureAblation(
  pack: Pack,
  generator: Generator,
  play: AblationPlay,
): Promise<AblationFigures> {
  const figures: AblationFigures = { coverage: 0, skyless: 0, four: 0, none: 0, newest: 0, recency: 0 };
  for (const recall of recallRules) figures[recall] = await revisitDecibels(pack, generator, play, recall);
  return figures;
}

/** Decibels of revisits in that play, drawn with this pack. */
export async function revisitDecibels(
  pack: Pack,
  generator: Generator,
  { worlds, ticks }: AblationPlay,
  recall: RecallRule = 'coverage',
): Promise<number> {
  const play = async (world: HeldOutWorld) => {
    const judge = new RevisitJudge(pack.manifest.view);
    judge.begin(world);
    for await (const { observations } of rollout({ pack, generator, world, players: 2, ticks, recall })) {
      for (const observation of observations) judge.judge(observation);
    }
    return judge.figures.psnr.model;
  };
  const decibels = await Promise.all(worlds.map(play));
  return decibels.reduce((sum, each) => sum + each, 0) / worlds.length;
}
