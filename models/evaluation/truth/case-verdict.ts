import type { Random } from '../../reference/random.ts';
import type { SceneQuestion } from './scene-question.ts';
import { type Pictures, type Source, sources } from './stage.ts';

/** What a case says. */
export interface CaseVerdict {
  kind: string;
  /** Whether it was right, by what pictures were drawn from. */
  right: Record<Source, boolean>;
  /** Whether the judge read disturbed reference pictures right. */
  references: readonly boolean[];
  /** For a contact sheet, uint8 [3, H, W]: what was drawn, what is true, and what the judge took it for. */
  pictures: readonly Uint8Array[];
}

/**
 * What came of the attempt to make a case. Without a verdict it is none: no place for it was found, the rules refused
 * the action, or its states cannot be told apart from where somebody looks. That is known before anything is drawn.
 */
export type Attempt = CaseVerdict | 'nowhere' | 'refused' | 'unseen';

/** A picture that must show the first of a question's scenes. */
export interface Answer {
  question: SceneQuestion;
  pictures: Pictures;
}

/** The verdict of a case that is right if all its pictures show the true scene, and `holds` by the state. */
export async function verdictOf(
  kind: string,
  answers: readonly Answer[],
  random: Random,
  holds = true,
): Promise<CaseVerdict> {
  const rightBy = (source: Source) =>
    holds && answers.every(({ question, pictures }) => question.read(pictures[source]) === 0);
  const references: boolean[] = [];
  for (const { question } of answers) references.push(await question.readsReference(random));
  const shown = answers.flatMap(({ question, pictures: { model } }) => {
    return [model, question.renders[0], question.renders[question.read(model)]];
  });
  return { kind, right: bySource(rightBy), references, pictures: shown };
}

export function bySource<Value>(by: (source: Source) => Value): Record<Source, Value> {
  const [model, newest, none] = sources.map(by);
  return { model, newest, none };
}
