import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type GoalWords, goalWordsSchema } from '../../shared/goals/goal-words.ts';
import { readJsonFile } from './json-file.ts';
import { PackError } from './pack-error.ts';
import { PackFiles } from './pack-files.ts';

/** Name of the file, beside pack.json. */
const name = 'goals.json';

/**
 * The words in which a pack's goals are spoken; undefined for a pack that brings none.
 * @throws PackError that names the field, if the file is not as shared/goals/goal-words.ts says
 */
export async function readGoalWords(folder: string): Promise<GoalWords | undefined> {
  const listed = join(folder, name);
  if ((await stat(listed).catch(() => undefined)) === undefined) return undefined;
  const remedy = 'Write it as shared/goals/goal-words.ts says, or remove it.';
  const file = await new PackFiles(folder).locate(name, { remedy });
  const parsed = goalWordsSchema.safeParse(await readJsonFile(file, { unreadable: remedy, broken: remedy }));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PackError({ file: listed, field: issue.path.join('.'), problem: issue.message, remedy });
}
