import { measureCoverage } from './coverage-pass.ts';
import { contradictions } from './free-space-pass.ts';
import type { MemoryPasses } from './memory-passes.ts';
import { assessNovelty, countUncovered, maskCodes } from './novelty-pass.ts';
import { fillSky, openSky } from './sky-pass.ts';
import { surfaceSamples } from './surface-pass.ts';

/** The reference, which runs anywhere. */
export const typescriptPasses: MemoryPasses = {
  name: 'TypeScript',
  assessNovelty,
  countUncovered,
  maskCodes,
  contradictions,
  surfaceSamples,
  measureCoverage,
  openSky,
  fillSky,
};
