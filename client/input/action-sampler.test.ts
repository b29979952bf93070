import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionSchema, neutralAction } from '../../shared/action.ts';
import { ActionSampler, carryTicks } from './action-sampler.ts';
import { bindingsOf } from './bindings.ts';
import { ControlStates } from './control-states.ts';

const bindings = bindingsOf({
  axes: [
    { name: 'move', description: 'Walk', keys: ['KeyS', 'KeyW'] },
    { name: 'strafe', description: 'Step aside', keys: ['KeyA', 'KeyD'] },
    { name: 'turn', description: 'Turn', keys: ['ArrowLeft', 'ArrowRight'], pointer: 'x' },
    { name: 'look', description: 'Look', keys: ['ArrowDown', 'ArrowUp'], pointer: 'y' },
  ],
  buttons: [
    { name: 'jump', description: 'Jump', keys: ['Space'] },
    { name: 'place', description: 'Place', keys: ['KeyQ'], pointerButton: 0 },
  ],
  turnRate: 2,
  lookRate: 1,
  pitchLimit: 0.5,
});

interface Played {
  sampler: ActionSampler;
  states: ControlStates;
  press(control: string, time: number): void;
  release(control: string, time: number): void;
}

/** At 10 samples a second, one pixel is 0.05 of the fastest turn of a tick and 0.1 of its fastest look. */
function makePlayed(): Played {
  const states = new ControlStates({ bindings, device: 'keyboard' });
  return {
    states,
    sampler: new ActionSampler({ states, rate: 10, turnRate: 2, lookRate: 1, pointerSensitivity: 0.01 }),
    press: (control, time) => states.set('keyboard', control, 1, time),
    release: (control, time) => states.set('keyboard', control, 0, time),
  };
}

describe('ActionSampler', () => {
  it('is neutral while nothing is held', () => {
    expect(makePlayed().sampler.sample()).toEqual({ action: neutralAction, changedAt: undefined });
  });

  it('holds a key from press to release', () => {
    const { sampler, press, release } = makePlayed();
    press('KeyW', 5);
    press('KeyA', 7);
    expect(sampler.sample()).toEqual({ action: { ...neutralAction, move: 1, strafe: -1 }, changedAt: 5 });
    expect(sampler.sample()).toEqual({
      action: { ...neutralAction, move: 1, strafe: -1 },
      changedAt: undefined,
    });
    release('KeyW', 30);
    expect(sampler.sample()).toEqual({ action: { ...neutralAction, strafe: -1 }, changedAt: 30 });
  });

  it('lets opposite keys cancel each other', () => {
    const { sampler, press } = makePlayed();
    press('KeyW', 0);
    press('KeyS', 0);
    expect(sampler.sample().action.move).toBe(0);
  });

  it('samples a tap between two samples once', () => {
    const { sampler, press, release } = makePlayed();
    press('Space', 1);
    release('Space', 2);
    expect(sampler.sample().action.jump).toBe(true);
    expect(sampler.sample().action.jump).toBe(false);
  });

  it('presses a button by its pointer button', () => {
    const { sampler, press, release } = makePlayed();
    press('Pointer0', 0);
    expect(sampler.sample().action.place).toBe(true);
    release('Pointer0', 0);
    expect(sampler.sample().action.place).toBe(false);
  });

  it('ignores controls that are bound to nothing', () => {
    const { sampler, press } = makePlayed();
    press('KeyZ', 1);
    expect(sampler.sample()).toEqual({ action: neutralAction, changedAt: undefined });
  });

  it('turns right and looks up when the pointer moves right and up', () => {
    const { sampler } = makePlayed();
    sampler.move(10, -2, 0);
    const { action } = sampler.sample();
    expect(action.turn).toBeCloseTo(0.5);
    expect(action.look).toBeCloseTo(0.2);
    expect(sampler.sample().action.turn).toBe(0);
  });

  it('carries fast movement over, at most for carryTicks', () => {
    const { sampler } = makePlayed();
    sampler.move(10_000, 0, 0);
    for (let tick = 0; tick <= carryTicks; tick++) expect(sampler.sample().action.turn).toBeCloseTo(1);
    expect(sampler.sample().action.turn).toBeCloseTo(0);
  });

  it('carries no pointer movement over while a held key turns at full speed', () => {
    const { sampler, press, release } = makePlayed();
    press('ArrowRight', 0);
    sampler.move(40, 0, 0);
    expect(sampler.sample().action.turn).toBe(1);
    release('ArrowRight', 1);
    expect(sampler.sample().action.turn).toBe(0);
  });

  it('releases everything when the focus is lost', () => {
    const { sampler, press } = makePlayed();
    press('KeyW', 0);
    sampler.move(500, 500, 0);
    sampler.sample();
    press('Space', 1);
    sampler.releaseAll(2);
    expect(sampler.sample().action).toEqual(neutralAction);
  });

  it('loses no movement that fits into the ticks it may be carried over', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 40 }), (movements) => {
        const { sampler } = makePlayed();
        let turned = 0;
        for (const dx of movements) {
          sampler.move(dx, 0, 0);
          turned += sampler.sample().action.turn;
        }
        const asked = movements.reduce((sum, dx) => sum + dx * 0.05, 0);
        expect(turned).toBeCloseTo(asked, 6);
      }),
    );
  });

  it('gives a valid action for any input of the devices', () => {
    const control = fc.constantFrom(...bindings.controls, 'KeyZ', 'Pointer4');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('press' as const), control }),
      fc.record({ kind: fc.constant('release' as const), control }),
      fc.record({
        kind: fc.constant('move' as const),
        dx: fc.integer({ min: -5000, max: 5000 }),
        dy: fc.integer({ min: -5000, max: 5000 }),
      }),
      fc.record({ kind: fc.constant('releaseAll' as const) }),
      fc.record({ kind: fc.constant('sample' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { sampler, press, release } = makePlayed();
        for (const item of steps) {
          if (item.kind === 'press') press(item.control, 0);
          else if (item.kind === 'release') release(item.control, 0);
          else if (item.kind === 'move') sampler.move(item.dx, item.dy, 0);
          else if (item.kind === 'releaseAll') sampler.releaseAll(0);
          else expect(actionSchema.safeParse(sampler.sample().action).success).toBe(true);
        }
        expect(actionSchema.safeParse(sampler.sample().action).success).toBe(true);
      }),
    );
  });

  it('merges devices: the greatest value of a control counts, and opposite sides cancel', () => {
    const { sampler, states } = makePlayed();
    states.set('pad 0', 'Pad.leftY+', 0.25, 0);
    states.set('pad 1', 'Pad.leftY+', 0.5, 0);
    expect(sampler.sample().action.move).toBe(0.5);
    states.set('keyboard', 'KeyS', 1, 0);
    expect(sampler.sample().action.move).toBe(-0.5);
    states.set('touch', 'Touch.leftY+', 1, 0);
    expect(sampler.sample().action.move).toBe(0);
  });

  it('presses a button from the middle of a trigger on', () => {
    const { sampler, states } = makePlayed();
    states.set('pad 0', 'Pad7', 0.4, 0);
    expect(sampler.sample().action.place).toBe(false);
    states.set('pad 0', 'Pad7', 0.6, 0);
    expect(sampler.sample().action.place).toBe(true);
  });

  it('gives the same action in whatever order the devices report', () => {
    const report = fc.record({
      source: fc.constantFrom('keyboard', 'pad 0', 'pad 1', 'touch'),
      control: fc.constantFrom(...bindings.controls),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const distinct = fc.uniqueArray(report, { selector: ({ source, control }) => `${source} ${control}` });
    const reordered = distinct.chain((reports) =>
      fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })),
    );
    fc.assert(
      fc.property(reordered, ([reports, shuffled]) => {
        const actions = [reports, shuffled].map((order) => {
          const { sampler, states } = makePlayed();
          for (const { source, control, value } of order) states.set(source, control, value, 0);
          return sampler.sample().action;
        });
        expect(actions[0]).toEqual(actions[1]);
        expect(actionSchema.safeParse(actions[0]).success).toBe(true);
      }),
    );
  });
});
