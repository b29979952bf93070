import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../server/config/config.ts';
import { readEdgeConfig } from '../server/edge/edge-config.ts';
import { tritonCommand } from '../server/exchange/triton/triton-command.ts';

const root = join(import.meta.dirname, '..');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** A command of npm on a page, with the variables that it is given there. */
interface Command {
  text: string;
  script: string;
  given: string[];
  variables: Record<string, string>;
}

/** What stands for something that only the reader knows. */
const placeholder = 'a secret that somebody has set';
const assignment = /^([A-Z][A-Z0-9_]*)=(.*)$/;

/** Words of a command line, of which some are in quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

function assigned(words: readonly string[]): Record<string, string> {
  const found = words.map((word) => assignment.exec(word)).filter((match) => match !== null);
  return Object.fromEntries(found.map(([, name, value]) => [name, value.replace('...', placeholder)]));
}

/** Commands of one block, or of one line, which share what is exported. */
function commandsOf(block: string): Command[] {
  const commands: Command[] = [];
  let exported: Record<string, string> = {};
  for (const line of block.replaceAll(/\\\n\s*/g, '').split('\n')) {
    const [code] = line.replaceAll(/<[^>]+>/g, '...').split(/\s+#/);
    const words = wordsOf(code);
    if (words[0] === 'export') exported = { ...exported, ...assigned(words) };
    const npm = words.findIndex((word) => !assignment.test(word));
    if (words[npm] !== 'npm') continue;
    const [first, ...rest] = words.slice(npm + 1).filter((word) => word !== '-s');
    const script = first === 'run' ? rest.shift() : first;
    if (script === undefined || first === 'install' || first === 'ci') continue;
    const given = rest[0] === '--' ? rest.slice(1) : rest;
    const variables = { ...exported, ...assigned(words.slice(0, npm)) };
    commands.push({ text: code.trim(), script, given, variables });
  }
  return commands;
}

/** Of code blocks, and of code within text. */
function commandsOn(page: string): Command[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block]) => block);
  const spans = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return [...blocks, ...spans].flatMap(commandsOf);
}

describe.each(['README.md', 'docs/operations.md'])('commands of %s', (page) => {
  const commands = commandsOn(page);

  test('are scripts that there are', () => {
    expect(commands.length).toBeGreaterThan(8);
    expect(commands.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });

  // `npm run edge` without options only names the script.
  test.each(
    commands.filter(({ script, given }) => script === 'start' || (script === 'edge' && given.length > 0)),
  )('start what they say: $text', ({ script, given, variables }) => {
    const config =
      script === 'edge'
        ? readEdgeConfig(given, variables)
        : readConfig({ arguments: given, environment: variables });
    if (!given.includes('--help')) expect(config).toHaveProperty('host');
  });

  test.each(commands.filter(({ script, given }) => script === 'triton' && given.length > 0))(
    'write what Triton reads: $text',
    async ({ given }) => {
      const folder = await mkdtemp(join(tmpdir(), 'worldroom-triton-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const out = join(folder, 'models');
      await tritonCommand(given.map((word, i) => (given[i - 1] === '--out' ? out : word)));
      expect(await readdir(out)).toEqual(['worldroom']);
    },
  );
});
