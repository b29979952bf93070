import { idleTicks } from '../judges/seen-before.ts';
import type { CaseMaker, CaseSetting } from './case-maker.ts';
import { type Attempt, verdictOf } from './case-verdict.ts';
import { type Edit, type Edited, type EditKind, planEdit } from './edits.ts';
import { framesOfView } from './newest-frames.ts';
import { Places } from './places.ts';
import { SceneQuestion } from './scene-question.ts';
import { Stage } from './stage.ts';

/** Distance from which another player looks at an edit, metres. */
const nearest = 1.5;
const farthest = 6;
const editor = 'editor';
const other = 'other';

/**
 * `persistence`: a player edits the world, then nobody looks at it for 70 idle ticks, then somebody looks. In half of
 * the cases that is the other player, who has not seen the edit.
 */
export const persistenceCases: CaseMaker<EditKind> = async (kind, setting) => {
  const made = await prepare(kind, setting, 'away');
  if (typeof made === 'string') return made;
  const { stage, edit } = made;
  const looker = setting.swapped ? other : editor;
  await stage.look([editor, other]);
  const edited = await edit.perform(stage, editor);
  if (edited === undefined) return 'refused';
  const { subject } = edited;
  await stage.face({ [editor]: subject });
  await stage.look([editor]);
  await stage.faceAway({ [editor]: subject, [other]: subject });
  await idleUnseen(stage, [editor, other]);
  await stage.face({ [looker]: subject });
  return await judged(kind, setting, stage, edited, [looker]);
};

/** `state_sync`: after an edit, its maker and another player look at it at the same moment from different places. */
export const syncCases: CaseMaker<EditKind> = async (kind, setting) => {
  const made = await prepare(kind, setting, 'facing');
  if (typeof made === 'string') return made;
  const { stage, edit } = made;
  await stage.look([editor, other]);
  const edited = await edit.perform(stage, editor);
  if (edited === undefined) return 'refused';
  const { subject } = edited;
  await stage.face({ [editor]: subject, [other]: subject });
  return await judged(kind, setting, stage, edited, [editor, other]);
};

/** Idle ticks in which the views are drawn now and then, so that a context window holds nothing else. */
export async function idleUnseen(stage: Stage, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < framesOfView; i++) {
    await stage.look(ids);
    await stage.idle(Math.ceil(idleTicks / framesOfView));
  }
}

async function prepare(
  kind: EditKind,
  { parts, scenery, random, roomSeed, swapped }: CaseSetting,
  direction: 'facing' | 'away',
): Promise<{ stage: Stage; edit: Edit } | 'nowhere'> {
  const edit = planEdit(kind, scenery, random);
  if (edit === undefined) return 'nowhere';
  const { entities, stance, subject } = edit;
  const around = { near: nearest, far: farthest, others: [stance] };
  const place = new Places(scenery, entities).stand(subject, around, random);
  if (place === undefined) return 'nowhere';
  const stage = new Stage({ ...parts, scenery, entities, roomSeed });
  const yaw = place.yaw + (direction === 'away' ? Math.PI : 0);
  const stances = [
    [editor, { ...stance, pitch: 0 }],
    [other, { ...place, yaw, pitch: 0 }],
  ] as const;
  // Who joins first is the first in every list of players.
  for (const [id, pose] of swapped ? stances.toReversed() : stances) stage.join(id, pose);
  await stage.face({ [editor]: subject, ...(direction === 'facing' && { [other]: subject }) });
  return { stage, edit };
}

async function judged(
  kind: EditKind,
  { scenery, random }: CaseSetting,
  stage: Stage,
  { states }: Edited,
  lookers: readonly string[],
): Promise<Attempt> {
  const questions = lookers.map(
    (id) =>
      new SceneQuestion(
        scenery.held,
        scenery.view,
        states.map((state) => stage.scene(id, state)),
      ),
  );
  if (!questions.every(({ answerable }) => answerable)) return 'unseen';
  const pictures = await stage.picturesOf(lookers);
  return await verdictOf(
    kind,
    questions.map((question, i) => ({ question, pictures: pictures[i] })),
    random,
  );
}
