import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BindingChanges, bindingChangesSchema, bindingsOf } from './bindings.ts';
import { rebind, resetDevice } from './rebinding.ts';

const actions: Parameters<typeof bindingsOf>[0] = {
  axes: [
    { name: 'move', description: 'Walk', keys: ['KeyS', 'KeyW'] },
    { name: 'look', description: 'Look', pointer: 'y' },
  ],
  buttons: [
    { name: 'jump', description: 'Jump', keys: ['Space'] },
    { name: 'place', description: 'Place', keys: ['KeyQ'], pointerButton: 0 },
  ],
  turnRate: 1,
  lookRate: 1,
  pitchLimit: 0.5,
};

const slots = [...bindingsOf(actions).slots.keys()];

describe('rebind', () => {
  it('replaces one control with another, and keeps the rest', () => {
    const result = rebind(actions, {}, { slot: 'place', control: 'KeyF', replaces: 'KeyQ' });
    expect(result?.taken).toEqual([]);
    const bindings = bindingsOf(actions, result?.changes);
    expect(bindings.slots.get('place')).toEqual(['KeyF', 'Pointer0', 'Pad7', 'Touch2']);
    expect(bindings.slots.get('jump')).toEqual(['Space', 'Pad0', 'Touch0']);
  });

  it('takes a control from its former slot, and names that slot', () => {
    const result = rebind(actions, {}, { slot: 'place', control: 'Space', replaces: 'KeyQ' });
    expect(result?.taken).toEqual(['jump']);
    expect(bindingsOf(actions, result?.changes).slots.get('jump')).toEqual(['Pad0', 'Touch0']);
  });

  it('also moves the other side of a stick, so that one push inverts an axis', () => {
    const result = rebind(actions, {}, { slot: 'look+', control: 'Pad.rightY-', replaces: 'Pad.rightY+' });
    expect(result?.taken).toEqual([]);
    const { slots: bound } = bindingsOf(actions, result?.changes);
    expect(bound.get('look+')).toEqual(['Pad.rightY-', 'Touch.rightY+']);
    expect(bound.get('look-')).toEqual(['Pad.rightY+', 'Touch.rightY-']);
  });

  it('refuses controls that the page itself uses', () => {
    expect(rebind(actions, {}, { slot: 'jump', control: 'Tab' })).toBeUndefined();
  });

  it('gives no control two functions, and can be stored, whatever is pressed', () => {
    const step = fc.record({
      slot: fc.constantFrom(...slots),
      control: fc.constantFrom('KeyW', 'KeyX', 'Pointer1', 'Pad0', 'Pad.leftY-', 'Pad.rightX+', 'Touch3'),
      replaces: fc.option(fc.constantFrom('KeyW', 'Pad.leftY+', 'Touch0'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let changes: BindingChanges = {};
        for (const item of steps) {
          changes = rebind(actions, changes, item)?.changes ?? changes;
          expect(bindingsOf(actions, changes).slots.get(item.slot)).toContain(item.control);
        }
        const all = [...bindingsOf(actions, changes).slots.values()].flat();
        expect(new Set(all).size).toBe(all.length);
        const stored: unknown = JSON.parse(JSON.stringify(changes));
        expect(bindingChangesSchema.parse(stored)).toEqual(stored);
      }),
    );
  });
});

describe('resetDevice', () => {
  it('restores the defaults of one device', () => {
    const keys = rebind(actions, {}, { slot: 'jump', control: 'KeyJ', replaces: 'Space' })?.changes ?? {};
    const both = rebind(actions, keys, { slot: 'jump', control: 'Pad3', replaces: 'Pad0' })?.changes ?? {};
    const { slots: bound } = bindingsOf(actions, resetDevice(both, 'keyboard'));
    expect(bound.get('jump')).toEqual(['Space', 'Pad3', 'Touch0']);
  });
});
