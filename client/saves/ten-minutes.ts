import type { SavedMoment } from '../../shared/saves.ts';

const tenMinutes = 10 * 60_000;

/** The newest moment that is ten minutes old, or the oldest one if none is; undefined without any. */
export function tenMinutesBefore(moments: readonly SavedMoment[], now: number): SavedMoment | undefined {
  const oldFirst = moments.filter(({ kind }) => kind !== 'rewound').toSorted((a, b) => a.made - b.made);
  return oldFirst.findLast(({ made }) => now - made >= tenMinutes) ?? oldFirst.at(0);
}
