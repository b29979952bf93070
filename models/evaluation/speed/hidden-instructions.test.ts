import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('./hidden-instructions.ts', import.meta.url));
const kernel = fileURLToPath(new URL('../../../server/native/native-module.ts', import.meta.url));
const script = `
import { isAvx512Hidden, runWithoutAvx512 } from ${JSON.stringify(module)};
import { loadViewKernel } from ${JSON.stringify(kernel)};
if (isAvx512Hidden()) console.log(new (loadViewKernel())(16, 16, 10, 2).kernel);
else process.exit(runWithoutAvx512());
`;
/** Elsewhere the command says that it cannot hide anything. */
const isPossible =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  /\bcpuid_fault\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));

test.runIf(isPossible)('native code takes what the processor has besides AVX-512', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(['avx2', 'baseline']).toContain(stdout.trim());
});
