import { existsSync } from 'node:fs';
import { loadMemoryPasses, nativeModule } from '../../native/native-module.ts';
import { differenceOf } from './compare-passes.ts';
import type { MemoryPasses } from './memory-passes.ts';
import { nativePasses } from './native-passes.ts';
import { typescriptPasses } from './typescript-passes.ts';

export interface ChosenPasses {
  passes: MemoryPasses;
  /** Why these, for the log. */
  reason: string;
}

let chosen: ChosenPasses | undefined;

/** The passes of this thread, chosen when they are first needed. */
export function memoryPasses(): MemoryPasses {
  return chosenPasses().passes;
}

/** The same, and why. */
export function chosenPasses(): ChosenPasses {
  chosen ??= choosePasses();
  return chosen;
}

/** Has this thread use other passes from now on, as tests of both do. */
export function usePasses(passes: MemoryPasses): void {
  chosen = { passes, reason: 'asked for' };
}

/** The native kernel has to answer a trial as TypeScript does; otherwise, or where it cannot be had, TypeScript does the work. */
export function choosePasses(file = nativeModule): ChosenPasses {
  const byTypeScript = (reason: string) => ({ passes: typescriptPasses, reason });
  if (!existsSync(file)) return byTypeScript('the native kernel was not built');
  try {
    const passes = nativePasses(loadMemoryPasses(file));
    const difference = differenceOf(typescriptPasses, passes);
    if (difference !== undefined) return byTypeScript(`the native kernel differs from it in ${difference}`);
    return { passes, reason: 'the same answers to a trial, in less time' };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return byTypeScript(`the native kernel does not work here: ${text}`);
  }
}
