import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import { holdTicks, JointAction } from './joint-action.ts';

const press = (change: Partial<Action>): Action => ({ ...neutralAction, ...change });

function merged(inputs: JointAction, player = 'a') {
  const found = inputs.merge().get(player);
  if (found === undefined) throw new Error(`no action of ${player}`);
  return found;
}

describe('the joint action of a tick', () => {
  test('has the newest input of every player, in whatever order inputs arrive', () => {
    const axis = fc.double({ min: -1, max: 1, noNaN: true });
    const arrivals = fc.array(fc.record({ sequence: fc.integer({ min: 0, max: 50 }), move: axis }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(arrivals, (given) => {
        const inputs = new JointAction();
        inputs.reset('a');
        for (const { sequence, move } of given) inputs.set('a', { sequence, action: press({ move }) });
        const newest = Math.max(...given.map(({ sequence }) => sequence));
        const first = given.find(({ sequence }) => sequence === newest);
        expect(merged(inputs)).toMatchObject({ sequence: newest, action: { move: first?.move } });
      }),
    );
  });

  test('repeats an input for a few ticks and then stops', () => {
    const inputs = new JointAction();
    inputs.reset('a');
    inputs.set('a', { sequence: 7, action: press({ move: 1 }) });
    for (let tick = 0; tick < holdTicks; tick++) expect(merged(inputs).action.move).toBe(1);
    expect(merged(inputs)).toEqual({ action: neutralAction, sequence: 7 });
    inputs.set('a', { sequence: 8, action: press({ move: -1 }) });
    expect(merged(inputs).action.move).toBe(-1);
  });

  test('triggers a held button once', () => {
    const inputs = new JointAction();
    inputs.reset('a');
    const held = [1, 2, 3].map((sequence) => {
      inputs.set('a', { sequence, action: press({ jump: true }) });
      return merged(inputs).action.jump;
    });
    expect(held).toEqual([true, false, false]);
    inputs.set('a', { sequence: 4, action: neutralAction });
    inputs.set('a', { sequence: 5, action: press({ jump: true }) });
    expect(merged(inputs).action.jump).toBe(true);
  });

  test('keeps a press that is released before the tick', () => {
    const inputs = new JointAction();
    inputs.reset('a');
    inputs.set('a', { sequence: 1, action: press({ use: true }) });
    inputs.set('a', { sequence: 2, action: neutralAction });
    expect(merged(inputs).action.use).toBe(true);
    expect(merged(inputs).action.use).toBe(false);
  });

  test('ignores absent players and starts again after a reset', () => {
    const inputs = new JointAction();
    expect(inputs.set('a', { sequence: 1, action: neutralAction })).toBe(false);
    inputs.reset('a');
    inputs.set('a', { sequence: 900, action: press({ move: 1, jump: true }) });
    inputs.reset('a');
    expect(merged(inputs)).toEqual({ action: neutralAction, sequence: 0 });
    expect(inputs.set('a', { sequence: 0, action: press({ move: 0.5 }) })).toBe(true);
    inputs.remove('a');
    expect(inputs.merge().size).toBe(0);
  });
});
