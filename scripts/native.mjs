import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { findProgram, run } from './command.mjs';
import { inProject } from './project.mjs';
import { say, step } from './step.mjs';

const sources = inProject('server', 'native');
const headers = inProject('node_modules', 'node-api-headers', 'include');
const folder = inProject('build', 'native');
const built = inProject('build', 'native', 'view-kernel.node');
/** The same kernels for servers of views that are written in Python. */
const served = inProject('build', 'native', 'view-kernel.so');
/** Digest of the sources that both were made from. */
const stamp = inProject('build', 'native', 'sources');

const flags = [
  '-std=c++17',
  '-O3',
  '-fPIC',
  '-fvisibility=hidden',
  // Allows vector code for comparisons, square roots and rounding; no other arithmetic changes.
  '-fno-math-errno',
  '-fno-trapping-math',
  '-fno-signed-zeros',
];

/**
 * What is compiled for each instruction set. Room memory's decisions must be those of its TypeScript: no two operations
 * are contracted into one that rounds once.
 */
const units = [
  { source: 'kernel.cpp', name: 'kernel', flags: [] },
  { source: 'surfaces/surface-kernel.cpp', name: 'surface_kernel', flags: [] },
  { source: 'memory/memory-kernel.cpp', name: 'memory_kernel', flags: ['-ffp-contract=off'] },
  { source: 'trunk/trunk-kernel.cpp', name: 'trunk_kernel', flags: [] },
];

/** What the kernels need beside them, and what makes a Node-API module of both. */
const common = [
  'packed-perceptron.cpp',
  'trunk/trunk-memory.cpp',
  'trunk/trunk-weights.cpp',
  'choose-kernel.cpp',
  'scratch.cpp',
];
const addons = [
  'addon.cpp',
  'allocator-addon.cpp',
  'enlargement-addon.cpp',
  'entity-addon.cpp',
  'memory/memory-addon.cpp',
  'perceptron-addon.cpp',
  'surfaces/surface-addon.cpp',
  'trunk/trunk-addon.cpp',
];

/** The instruction sets that the kernels are compiled for. The machine that runs them chooses one at run time. */
const kernels =
  process.arch === 'x64'
    ? [
        { name: 'baseline', flags: [] },
        { name: 'avx2', flags: ['-march=x86-64-v3'] },
        { name: 'avx512', flags: ['-march=x86-64-v4', '-mprefer-vector-width=512'] },
        {
          name: 'avx512_vnni',
          flags: ['-march=x86-64-v4', '-mavx512vnni', '-mprefer-vector-width=512'],
          // Only networks multiply whole numbers.
          units: ['trunk_kernel'],
        },
      ]
    : [{ name: 'baseline', flags: [] }];

/**
 * Builds the native kernels if their sources changed. This never fails: without the kernels, the engine does
 * the same work by graphs and in TypeScript, only slower.
 */
export async function provideNative() {
  const wanted = fingerprint();
  if (existsSync(built) && existsSync(served) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return;
  const compiler = findProgram('c++') ?? findProgram('g++') ?? findProgram('clang++');
  if (compiler === undefined) {
    say(
      'There is no C++ compiler: views are drawn by graphs alone, and remembered in TypeScript, which is slower. Install g++ for more speed.',
    );
    return;
  }
  try {
    await step('Building the native kernels', () => build(compiler));
    writeFileSync(stamp, wanted);
  } catch (error) {
    say(
      `    views are drawn by graphs alone, which is slower: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** @param {string} compiler */
async function build(compiler) {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'objects-'));
  try {
    const objects = await Promise.all(
      kernels.flatMap((kernel) =>
        unitsOf(kernel).map(async (unit) => {
          const object = join(work, `${unit.name}-${kernel.name}.o`);
          const names = [`-DKERNEL=${kernel.name}_${unit.name}`, `-DKERNEL_NAME="${kernel.name}"`];
          const options = [...flags, ...unit.flags, ...kernel.flags, ...names];
          await run(compiler, [...options, '-c', join(sources, unit.source), '-o', object]);
          return object;
        }),
      ),
    );
    // On macOS, Node's symbols are resolved when the module is loaded.
    const late = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
    for (const { file, names, link } of [
      { file: built, names: addons, link: [`-I${headers}`, ...late] },
      { file: served, names: ['serving.cpp'], link: [] },
    ]) {
      const own = [...common, ...names].map((name) => join(sources, name));
      const result = join(work, basename(file));
      await run(compiler, [...flags, '-shared', ...link, ...own, ...objects, '-o', result]);
      // A running server keeps the module that it has loaded.
      renameSync(result, file);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** @param {{ units?: string[] }} kernel of all units, or of those that it names */
function unitsOf(kernel) {
  return units.filter(({ name }) => kernel.units?.includes(name) ?? true);
}

function fingerprint() {
  const hash = createHash('sha256').update(
    JSON.stringify([process.platform, process.arch, flags, units, kernels]),
  );
  for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(sources, name);
    if (statSync(file).isFile()) hash.update(name).update(readFileSync(file));
  }
  return hash.digest('hex');
}
