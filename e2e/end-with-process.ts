import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants } from 'node:os';

/** Children that run, and folders that are there, for as long as this process does. */
const children = new Set<ChildProcess>();
const folders = new Set<string>();

process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A child that is told to end when this process ends without having ended it. */
export function endWithProcess(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** A folder that is removed when this process ends without having removed it. */
export function removeWithProcess(folder: string): void {
  folders.add(folder);
}

/**
 * Lets signals end this process in such a way that its children end too: by itself a signal ends it without a word to
 * them. For programs; whoever runs tests has its own way to end.
 */
export function endBySignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The status that shells give to a program that a signal ended.
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
