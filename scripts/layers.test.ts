import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const configurations = ['biome.json', 'tsconfig.json', 'tsconfig.base.json', 'client/tsconfig.json'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layers-'));
  for (const file of configurations) await cp(join(root, file), join(folder, file));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Output of a checker of the project for these files, by path; undefined if it finds no fault. */
async function faults(program: string, given: string[], files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const path = join(root, 'node_modules/.bin', program);
  try {
    await run(path, given, { cwd: folder });
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && 'stderr' in error) {
      return `${error.stdout}${error.stderr}`;
    }
    throw error;
  }
}

const lint = (files: Record<string, string>) => faults('biome', ['lint'], files);
const value = 'export const value = 1;\n';
const reading = (from: string) => `import { value } from '${from}';\n\nexport const other = value;\n`;

describe('the linter', () => {
  it('accepts imports from lower layers', async () => {
    expect(await lint({ 'server/world/a.ts': reading('../memory/b.ts'), 'server/memory/b.ts': value })).toBe(
      undefined,
    );
  });

  it('finds a cycle of imports, also of types', async () => {
    const a = "import type { B } from './b.ts';\n\nexport interface A {\n  b: B;\n}\n";
    const b = "import type { A } from './a.ts';\n\nexport interface B {\n  a: A;\n}\n";
    expect(await lint({ 'server/world/a.ts': a, 'server/world/b.ts': b })).toContain('noImportCycles');
  });

  it.each([
    ['server/world/a.ts', 'server/rooms/b.ts'],
    ['server/memory/a.ts', 'server/world/b.ts'],
    ['server/generation/a.ts', 'server/streaming/b.ts'],
    ['server/contracts/a.ts', 'server/rooms/b.ts'],
    ['server/streaming/a.ts', 'server/rooms/members/b.ts'],
    ['server/rooms/messages/a.ts', 'server/http/b.ts'],
    ['server/http/a.ts', 'client/b.ts'],
    ['server/app.ts', 'models/evaluation/b.ts'],
    ['shared/a.ts', 'server/b.ts'],
    ['client/hud/a.ts', 'server/world/b.ts'],
    ['client/hud/a.tsx', 'server/world/b.ts'],
  ])('finds that %s imports %s', async (from, to) => {
    const up = '../'.repeat(from.split('/').length - 1) || './';
    const output = await lint({ [from]: reading(`${up}${to}`), [to]: value });
    expect(output).toContain('noRestrictedImports');
  });

  it.each(['preact', 'preact/hooks', '@preact/signals'])('finds that video imports %s', async (from) => {
    expect(await lint({ 'client/video/webgl/a.ts': reading(from) })).toContain('noRestrictedImports');
    expect(await lint({ 'client/video/webgl/a.ts': value, 'client/hud/a.ts': reading(from) })).toBe(
      undefined,
    );
  });

  it('finds that video imports the server', async () => {
    const files = { 'client/video/a.ts': reading('../../server/world/b.ts'), 'server/world/b.ts': value };
    expect(await lint(files)).toContain('noRestrictedImports');
  });

  it.each(['process.pid', 'Buffer.alloc(1)', 'setImmediate(() => {})'])(
    'finds %s in a page',
    async (expression) => {
      const output = await lint({ 'client/a.ts': `export const a = ${expression};\n` });
      expect(output).toContain('noRestrictedGlobals');
    },
  );

  it.each([
    [
      'useHookAtTopLevel',
      'export function A(props: { on: boolean }) {\n  if (props.on) useEffect(() => {});\n}\n',
    ],
    ['useJsxKeyInIterable', 'export const a = [1, 2].map((each) => <p>{each}</p>);\n'],
    ['noReactSpecificProps', 'export const a = <p className="quiet-text" />;\n'],
  ])('finds by %s what a component may not do', async (rule, text) => {
    const files = { 'client/a.tsx': `import { useEffect } from 'preact/hooks';\n\n${text}` };
    expect(await lint(files)).toContain(rule);
  });
});

describe('the type checker', () => {
  it.each(['window.location', 'document.body', 'new RTCPeerConnection()', 'new AudioContext()'])(
    'finds %s on the server',
    async (expression) => {
      const output = await faults('tsc', [], { 'server/a.ts': `export const a = ${expression};\n` });
      expect(output).toMatch(/error TS2(304|584)/);
    },
  );

  it('finds a component on the server, and accepts it in a page', async () => {
    const view = 'export const a = <p hidden />;\n';
    expect(await faults('tsc', [], { 'server/a.tsx': view })).toContain('error TS17004');
    await rm(join(folder, 'server'), { recursive: true });
    expect(await faults('tsc', ['-p', 'client'], { 'client/a.tsx': view })).toBe(undefined);
  });

  it('accepts it in a page', async () => {
    const files = { 'client/a.ts': 'export const a = window.location;\n' };
    expect(await faults('tsc', ['-p', 'client'], files)).toBe(undefined);
  });
});
