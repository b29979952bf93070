/** Bytes by minute of play. */
export interface MemoryTraceFigures {
  /** Megabytes by minute: the median of the minute's samples. */
  minutes: number[];
  /** Of the tenth minute, or of the last one of a shorter walk, and of the last minute. */
  tenth: number;
  last: number;
  /** `last / tenth`. */
  ratio: number;
}

/** The minute that the end is compared with: by then, what is loaded and prepared once is there. */
const compared = 10;

/** What a process holds, sampled while time goes by. */
export class MemoryTrace {
  readonly #minutes: number[][] = [];

  /** @param seconds Since the start, of play. */
  add(seconds: number, bytes: number): void {
    const minute = Math.floor(seconds / 60);
    for (let i = this.#minutes.length; i <= minute; i++) this.#minutes.push([]);
    this.#minutes[minute].push(bytes / 2 ** 20);
  }

  /** @throws Error without samples */
  figures(): MemoryTraceFigures {
    const minutes = this.#minutes.filter(({ length }) => length > 0).map(median);
    const last = minutes.at(-1);
    if (last === undefined) throw new Error('no memory was sampled');
    const tenth = minutes.at(Math.min(compared, minutes.length) - 1) ?? last;
    return { minutes: minutes.map((megabytes) => Math.round(megabytes)), tenth, last, ratio: last / tenth };
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
