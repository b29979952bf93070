import { configDefaults, defineConfig } from 'vitest/config';

const minute = 60_000;
/**
 * Many tests start and end threads. V8's registry of code pages, which memory protection keys need, may then end the
 * process (https://github.com/nodejs/node/issues/64500).
 */
const execArgv = ['--no-memory-protection-keys'];
const sources = '{shared,server,client,models,scripts}/**';
/** Tests of what the shipped pack's weights draw: another pack may fail them although the code is sound. */
const ofPack = `${sources}/*.pack.test.ts`;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${sources}/*.test.ts`],
          exclude: [...configDefaults.exclude, ofPack],
          execArgv,
          testTimeout: minute,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'pack',
          include: [ofPack],
          execArgv,
          testTimeout: minute,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['e2e/services/**'],
          // A server, its rooms and several browsers share the machine: one file after the other.
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 5 * minute,
          hookTimeout: 5 * minute,
        },
      },
      {
        test: {
          // Proxies, TURN, network namespaces and other browsers: they need root or Debian packages.
          name: 'services',
          include: ['e2e/services/**/*.test.ts'],
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 5 * minute,
          hookTimeout: 5 * minute,
        },
      },
    ],
  },
});
