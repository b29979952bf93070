import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { actionSchema, neutralAction } from '../../../shared/action.ts';
import { ActionSampler } from '../action-sampler.ts';
import { bindingsOf } from '../bindings.ts';
import { ControlStates } from '../control-states.ts';
import { type PadReading, PadStates } from './pad-states.ts';

const actions: Parameters<typeof bindingsOf>[0] = {
  axes: [
    { name: 'move', description: 'Walk' },
    { name: 'strafe', description: 'Step' },
    { name: 'turn', description: 'Turn' },
    { name: 'look', description: 'Look' },
  ],
  buttons: [
    { name: 'jump', description: 'Jump', keys: [] },
    { name: 'place', description: 'Place', keys: [] },
  ],
  turnRate: 1,
  lookRate: 1,
  pitchLimit: 0.5,
};

function makePads() {
  const states = new ControlStates({ bindings: bindingsOf(actions), device: 'keyboard' });
  const sampler = new ActionSampler({ states, rate: 10, turnRate: 1, lookRate: 1, pointerSensitivity: 0 });
  const handlers = { connected: vi.fn(), disconnected: vi.fn() };
  const pads = new PadStates(states, handlers);
  const read = (readings: readonly (PadReading | null)[], focused = true) => pads.read(readings, focused, 0);
  return { states, handlers, pads, read, action: () => sampler.sample().action };
}

/** A pad with these axes, and with these buttons pressed. */
function pad(axes: readonly number[], pressed: readonly number[] = [], index = 0): PadReading {
  const buttons = Array.from({ length: 17 }, (_, button) => ({
    pressed: pressed.includes(button),
    value: pressed.includes(button) ? 1 : 0,
  }));
  return { index, mapping: 'standard', axes, buttons };
}

const rest = pad([0, 0, 0, 0]);

describe('PadStates', () => {
  it('walks forward with the left stick up and turns right with the right stick right', () => {
    const { read, action } = makePads();
    read([pad([0, -1, 1, 0])]);
    expect(action()).toMatchObject({ move: 1, strafe: 0, turn: 1, look: 0 });
    read([pad([0, -1, 0, -1])]);
    expect(action()).toMatchObject({ move: 1, turn: 0, look: 1 });
  });

  it('responds more finely for looking than for walking', () => {
    const { read, action } = makePads();
    read([pad([0, -0.5, 0.5, 0])]);
    const { move, turn } = action();
    expect(turn).toBeGreaterThan(0);
    expect(turn).toBeLessThan(move);
  });

  it('keeps a short press between two samples', () => {
    const { read, action } = makePads();
    read([pad([0, 0, 0, 0], [0])]);
    read([rest]);
    expect(action().jump).toBe(true);
    expect(action().jump).toBe(false);
  });

  it('releases the controls of an unplugged pad, and reports it', () => {
    const { read, action, handlers } = makePads();
    read([pad([0, -1, 0, 0], [0])]);
    expect(handlers.connected.mock.calls).toEqual([[true]]);
    action();
    read([null]);
    expect(action()).toEqual(neutralAction);
    expect(handlers.disconnected).toHaveBeenCalledTimes(1);
    read([pad([0, -1, 0, 0])]);
    expect(action().move).toBe(1);
  });

  it('reads pads as at rest without the focus, and until they were released', () => {
    const { read, action } = makePads();
    const held = pad([0, -1, 0, 0], [0]);
    read([held]);
    read([held], false);
    expect(action()).toEqual(neutralAction);
    read([held]);
    expect(action()).toEqual(neutralAction);
    read([rest]);
    read([held]);
    expect(action()).toMatchObject({ move: 1, jump: true });
  });

  it('ignores pads with an unknown layout', () => {
    const { read, action, handlers } = makePads();
    read([{ ...pad([-1, -1, -1, -1], [0]), mapping: '' }]);
    expect(handlers.connected.mock.calls).toEqual([[false]]);
    expect(action()).toEqual(neutralAction);
  });

  it('merges several pads: the greatest value of a control counts', () => {
    const { read, action } = makePads();
    read([pad([0, -0.4, 0, 0]), pad([0, -0.8, 0, 0], [], 1)]);
    const both = action().move;
    read([null, pad([0, -0.8, 0, 0], [], 1)]);
    expect(action().move).toBe(both);
  });

  it('gives a valid action whatever pads report', () => {
    const axis = fc.oneof(fc.double({ min: -1.5, max: 1.5 }), fc.constant(Number.NaN));
    const reading = fc
      .tuple(fc.array(axis, { maxLength: 6 }), fc.array(fc.double({ min: -1, max: 2 }), { maxLength: 20 }))
      .map(([axes, values]) => ({
        index: 0,
        mapping: 'standard',
        axes,
        buttons: values.map((value) => ({ pressed: value > 0.5, value })),
      }));
    fc.assert(
      fc.property(fc.array(fc.option(reading), { maxLength: 8 }), (readings) => {
        const { read, action } = makePads();
        for (const item of readings) {
          read([item]);
          expect(actionSchema.safeParse(action()).success).toBe(true);
        }
        read([rest]);
        action();
        expect(action()).toEqual(neutralAction);
      }),
    );
  });
});
