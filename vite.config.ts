import { defineConfig } from 'vite';

/** Builds the pages of client/ into build/client, from where the server hands them out. */
export default defineConfig({
  root: 'client',
  // Files are found from where the page or the file that asks for them lies, below whatever path a proxy serves them.
  base: './',
  build: { outDir: '../build/client', emptyOutDir: true, target: 'es2022', sourcemap: true },
});
