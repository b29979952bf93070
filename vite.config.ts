import { defineConfig } from 'vite';

/** Builds the pages of client/ into build/client, from where the server hands them out. */
export default defineConfig({
  root: 'client',
  build: { outDir: '../build/client', emptyOutDir: true, target: 'es2022', sourcemap: true },
});
