import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...globSync(['docs/**/*.md', 'models/**/*.md'], { cwd: root })].sort();
/** Folders of the repository: code spans that begin with one of them are paths. */
const folders = ['client', 'docs', 'e2e', 'models', 'scripts', 'server', 'shared'];
const ended = '(?:ts|mjs|py|json|md|onnx|pt|cpp|h|toml|png|jpg|webm)';
const path = new RegExp(`\`((?:${folders.join('|')})/[\\w./-]*(?:/|\\.${ended}))\``, 'g');
const link = /\]\((?!\w+:|#)([^)\s#]+)/g;

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  test('links to files that exist', () => {
    const targets = [...text.matchAll(link)].map(([, target]) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  // The log of experiments names files as they were then.
  test.skipIf(page.endsWith('LOG.md'))('names paths that exist', () => {
    const named = [...text.matchAll(path)].map(([, name]) => name);
    const missing = named.filter((name) => !existsSync(join(root, name)));
    expect(missing).toEqual([]);
  });
});
