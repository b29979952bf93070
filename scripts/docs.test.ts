import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...globSync(['docs/**/*.md', 'models/**/*.md'], { cwd: root })].sort();
/** Folders of the repository: a code span that begins with one of them is a path. */
const folders = ['agents', 'client', 'docs', 'e2e', 'models', 'scripts', 'server', 'shared'];
const ended = '(?:ts|mjs|py|json|md|onnx|pt|cpp|h|toml|png|jpg|webm)';
const path = new RegExp(`\`((?:${folders.join('|')})/[\\w./-]*(?:/|\\.${ended}))\``, 'g');
const link = /\]\((?!\w+:|#)([^)\s#]+)/g;
/** A link to a heading of another page or of the page itself. */
const anchor = /\]\((?!\w+:)([^)\s#]*)#([^)\s]+)\)/g;
/** Names of sources, with or without a folder. Those in angle brackets (`<name>.test.ts`) are patterns. */
const source = /(?<![\w./<>*-])((?:[\w-]+\/)*[\w-]+(?:\.test|\.fixture)?\.(?:ts|py|cpp))(?![\w-])/g;
const sources = globSync(`{${folders.join(',')}}/**/*.{ts,py,cpp}`, { cwd: root });
const sourceNames = new Set(sources.map((file) => basename(file)));
/** A title, an introduction, and a list of links to the headings. Generated pages need none. */
const contents = /^# .+\n\n(?:(?![-#]).+\n)+\n(?:- \[.+\n(?: {2}.+\n)*)+/;
const hasContents = (page: string) => page.startsWith('docs/') && page !== 'docs/protocol.md';

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  test('links to files that exist', () => {
    const targets = [...text.matchAll(link)].map(([, target]) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  test('links to headings that exist', () => {
    const lost = [...text.matchAll(anchor)].filter(([, target, heading]) => {
      const file = target === '' ? page : join(dirname(page), target);
      return file.endsWith('.md') && !headingsOf(file).has(heading);
    });
    expect(lost.map(([whole]) => whole)).toEqual([]);
  });

  // The log of experiments names files as they were at that time.
  describe.skipIf(page.endsWith('LOG.md'))('names existing', () => {
    test('paths', () => {
      const named = [...text.matchAll(path)].map(([, name]) => name);
      const missing = named.filter((name) => !existsSync(join(root, name)));
      expect(missing).toEqual([]);
    });

    test('sources, in text and in code', () => {
      const named = [...text.matchAll(source)].map(([, name]) => name);
      const rooted = named.filter((name) => folders.includes(name.split('/')[0]));
      expect(rooted.filter((name) => !existsSync(join(root, name)))).toEqual([]);
      expect(named.filter((name) => !sourceNames.has(basename(name)))).toEqual([]);
    });
  });

  test.runIf(hasContents(page))('begins with an introduction and a list of its contents', () => {
    expect(text).toMatch(contents);
  });
});

test('the architecture page is short enough to read at once', () => {
  const lines = readFileSync(join(root, 'docs/architecture.md'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(200);
});

test('the glossary has at most fifty terms, each once and with the file that defines it', () => {
  const rows = readFileSync(join(root, 'docs/glossary.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!---|term )/.test(line));
  const terms = rows.map((row) => row.split('|')[1].trim());
  expect(terms.length).toBeLessThanOrEqual(50);
  expect(new Set(terms).size).toBe(terms.length);
  expect(rows.filter((row) => !/\]\(\.\.\/[\w./-]+\)/.test(row))).toEqual([]);
});

/** Anchors of a page's headings, formed as GitHub does. */
function headingsOf(page: string): Set<string> {
  const headings = readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('the recorded example of a new message applies to the sources', () => {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const diffs = [...page.matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff]) => diff);
  expect(diffs).toHaveLength(2);
  // Throws with git's message if a part does not apply.
  execFileSync('git', ['apply', '--check', '-'], { cwd: root, input: diffs.join('') });
});
