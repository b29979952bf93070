import { z } from 'zod';
import type { OtherProcess } from './server-processes.ts';

/**
 * Looks without a new beat after which a process is lost. One look a second: an event loop may stand still for three
 * seconds, and rooms of a dead process have left the lobby within ten.
 */
const mostMissed = 5;

/** What a process writes about itself. */
export const processEntrySchema = z.object({
  /** Changes whenever it writes. */
  beat: z.int(),
  url: z.url(),
  address: z.string(),
  capacity: z.number().optional(),
  isEnding: z.boolean(),
});
export type ProcessEntry = z.infer<typeof processEntrySchema>;

/**
 * Which other processes are alive: those that go on writing. It counts looks and compares no clocks, so neither clocks of
 * other machines nor a pause of this process make one look dead.
 */
export class ProcessRoster {
  readonly #known = new Map<string, { entry: ProcessEntry; missed: number }>();

  /** Takes what all other processes have written, by id. Returns those that are lost. */
  look(written: ReadonlyMap<string, ProcessEntry>): string[] {
    for (const [id, entry] of written) {
      const known = this.#known.get(id);
      const missed = known?.entry.beat === entry.beat ? known.missed + 1 : 0;
      this.#known.set(id, { entry, missed });
    }
    const lost: string[] = [];
    for (const [id, known] of this.#known) {
      if (!written.has(id)) known.missed++;
      if (known.missed < mostMissed) continue;
      lost.push(id);
      if (!written.has(id)) this.#known.delete(id);
    }
    return lost;
  }

  /** Takes what a known process says of itself between two looks. */
  hear(id: string, entry: ProcessEntry): void {
    if (this.#known.has(id)) this.#known.set(id, { entry, missed: 0 });
  }

  /** Counts a process as lost until it writes again. */
  lose(id: string): void {
    const known = this.#known.get(id);
    if (known !== undefined) known.missed = mostMissed;
  }

  isAlive(id: string): boolean {
    return (this.#known.get(id)?.missed ?? mostMissed) < mostMissed;
  }

  get alive(): OtherProcess[] {
    return [...this.#known].flatMap(([id, { entry, missed }]) =>
      missed < mostMissed ? [{ id, ...entry, capacity: entry.capacity }] : [],
    );
  }
}
