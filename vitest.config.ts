import { defineConfig } from 'vitest/config';

const minute = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,server,client,models,scripts}/**/*.test.ts'],
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
