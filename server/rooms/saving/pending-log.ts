import type { MemoryJournal } from '../../contracts/memory-change.ts';
import type { WorldOperation } from '../../world/log/operation.ts';
import type { LogEntry } from '../../world/log/replay.ts';

/** Most entries that wait for a store: some minutes of play by eight people. */
const mostEntries = 100_000;

/** What happened in a room and is not stored yet. */
export class PendingLog {
  #entries: LogEntry[] = [];
  #lost = false;

  readonly record = (operation: WorldOperation): void => this.#push(operation);
  readonly journal: MemoryJournal = (change) => this.#push({ do: 'memory', change });

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Whether entries were dropped since the last `begin`, because no store took them. Then a log has a gap. */
  get hasGap(): boolean {
    return this.#lost;
  }

  /** A snapshot holds everything up to now: what waits is worth nothing any more. */
  begin(): void {
    this.#entries = [];
    this.#lost = false;
  }

  take(): LogEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }

  /** The store did not take these: they come first again. */
  putBack(entries: LogEntry[]): void {
    this.#entries = [...entries, ...this.#entries];
    this.#limit();
  }

  #push(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#limit();
  }

  #limit(): void {
    if (this.#entries.length <= mostEntries) return;
    this.#entries = [];
    this.#lost = true;
  }
}
