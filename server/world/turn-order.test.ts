import fc from 'fast-check';
import { expect, test } from 'vitest';
import { turnOrder } from './turn-order.ts';

const players = (count: number) => Array.from({ length: count }, (_, colour) => ({ colour }));

test('the turn order does not depend on the order of the list', () => {
  const listed = fc.integer({ min: 1, max: 8 }).chain((count) =>
    fc.shuffledSubarray(
      players(count).map(({ colour }) => colour),
      { minLength: count },
    ),
  );
  fc.assert(
    fc.property(listed, fc.integer(), fc.nat(), (colours, roomSeed, tick) => {
      const order = (list: readonly number[]) =>
        turnOrder(
          list.map((colour) => ({ colour })),
          roomSeed,
          tick,
        ).map(({ colour }) => colour);
      expect(order(colours)).toEqual(order([...colours].sort()));
      expect(order(colours).sort()).toEqual([...colours].sort());
    }),
  );
});

test('a player who leaves does not change the order of the others', () => {
  for (let tick = 0; tick < 50; tick++) {
    const all = turnOrder(players(8), 3, tick).filter(({ colour }) => colour !== 4);
    const rest = turnOrder(
      players(8).filter(({ colour }) => colour !== 4),
      3,
      tick,
    );
    expect(rest).toEqual(all);
  }
});

test.each([2, 3, 5, 8])(
  'each of %i players is first equally often, independent of the last tick',
  (count) => {
    const ticks = 20_000;
    const firsts = new Map<string, number>();
    let before = 0;
    for (let tick = 0; tick < ticks; tick++) {
      const [{ colour }] = turnOrder(players(count), 77, tick);
      const key = `${before} ${colour}`;
      firsts.set(key, (firsts.get(key) ?? 0) + 1);
      before = colour;
    }
    // Five standard deviations of a fair lottery.
    const share = 1 / count ** 2;
    const slack = 5 * Math.sqrt(share * (1 - share) * ticks);
    expect(firsts.size).toBe(count ** 2);
    for (const times of firsts.values()) expect(Math.abs(times - share * ticks)).toBeLessThan(slack);
  },
);
