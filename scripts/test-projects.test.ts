import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
/** Reads the worlds of the shipped pack, but none of its weights. */
const ofWorldsAlone = new Set(['server/rooms/opening.test.ts']);

function testFiles(): string[] {
  return ['shared', 'server', 'client', 'models', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => name.endsWith('.test.ts')),
  );
}

function readsShippedPack(name: string): boolean {
  return /import[^;]*\bdefaultPackFolder\b[^;]*;/.test(readFileSync(join(root, name), 'utf8'));
}

test('exactly the tests that read the shipped weights are in the pack project', () => {
  for (const name of testFiles()) {
    if (ofWorldsAlone.has(name)) continue;
    expect({ name, ofPack: name.endsWith('.pack.test.ts') }).toEqual({
      name,
      ofPack: readsShippedPack(name),
    });
  }
});
