import { expect, test } from 'vitest';
import type { SavedMoment } from '../../shared/saves.ts';
import { tenMinutesBefore } from './ten-minutes.ts';

const minute = 60_000;
const moment = (id: number, minutesAgo: number, kind: SavedMoment['kind'] = 'auto'): SavedMoment => ({
  ...{ id, name: '', kind, tick: 0, picture: '' },
  made: 60 * minute - minutesAgo * minute,
});

test('ten minutes ago is the newest moment that is so old, or else the oldest there is', () => {
  const all = [moment(1, 14), moment(2, 11), moment(3, 10.5, 'rewound'), moment(4, 5)];
  expect(tenMinutesBefore(all, 60 * minute)?.id).toBe(2);
  expect(tenMinutesBefore([moment(4, 5), moment(5, 2)], 60 * minute)?.id).toBe(4);
  expect(tenMinutesBefore([], 0)).toBeUndefined();
});
