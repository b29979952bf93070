/** More failures than this are no accident: a second try would only cost time. */
export const mostRepeated = 5;

/**
 * Runs test files, then once more those that failed, and says which passed at the second try alone.
 *
 * @param run Runs files, or all if the list is empty, and returns those that failed.
 * @param say Prints lines for people.
 * @returns Whether every file passed at one of its two tries.
 */
export async function passesInTwoTries(
  files: readonly string[],
  run: (files: readonly string[]) => Promise<readonly string[]>,
  say: (text: string) => void,
): Promise<boolean> {
  const failed = await run(files);
  if (failed.length === 0) return true;
  if (failed.length > mostRepeated) return false;
  say(`Once more, because they failed:\n${list(failed)}`);
  if ((await run(failed)).length > 0) return false;
  say(`Passed at the second try alone, so they depend on chance or on the machine:\n${list(failed)}`);
  return true;
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `  ${path}`).join('\n');
}
