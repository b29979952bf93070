import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Set in a process that sees no AVX-512. */
const mark = 'WORLDROOM_AVX512_HIDDEN';
const source = fileURLToPath(new URL('./hide-avx512.c', import.meta.url));
const folder = fileURLToPath(new URL('../../../build/evaluation/', import.meta.url));

/** Whether this process was started by {@link runWithoutAvx512}. */
export function isAvx512Hidden(): boolean {
  return process.env[mark] === '1';
}

/**
 * Runs this command again with its arguments, in a process whose libraries take the processor for one without AVX-512.
 *
 * @returns its exit status
 * @throws Error where that is not possible: only on Linux and x86-64, with a C compiler
 */
export function runWithoutAvx512(): number {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('--hide-avx512 works on Linux and x86-64 alone');
  }
  mkdirSync(folder, { recursive: true });
  const library = `${folder}hide-avx512.so`;
  const compiled = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (compiled.status !== 0) {
    throw new Error(`--hide-avx512 needs a C compiler: ${compiled.error?.message ?? compiled.stderr}`);
  }
  const again = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, LD_PRELOAD: library, [mark]: '1' },
  });
  return again.status ?? 1;
}
