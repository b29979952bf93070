import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stage of a Dockerfile: its instructions after FROM. */
export interface Stage {
  /** Image that it begins with, and its name. */
  from: string;
  name: string | undefined;
  instructions: { keyword: string; rest: string }[];
}

/**
 * Reads the stages of deploy/Dockerfile: instructions without comments, each on one line. The linter of its test knows the
 * whole language; this knows what the file has.
 */
export function dockerStages(): Stage[] {
  const text = readFileSync(join(import.meta.dirname, '../deploy/Dockerfile'), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, keyword, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') {
      const [, from, name] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      stages.push({ from, name, instructions: [] });
    } else stages.at(-1)?.instructions.push({ keyword, rest });
  }
  return stages;
}

/** What instructions of this kind say, in their order. */
export function said(stage: Stage, keyword: string): string[] {
  return stage.instructions.filter((each) => each.keyword === keyword).map(({ rest }) => rest);
}

/** The variables that a stage sets. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = said(stage, 'ENV').flatMap((rest) => rest.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}
