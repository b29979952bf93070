import { describe, expect, it } from 'vitest';
import { bindingChangesSchema, bindingsOf, isLookingStick } from './bindings.ts';

const actions: Parameters<typeof bindingsOf>[0] = {
  axes: [
    { name: 'move', description: 'Walk', keys: ['KeyS', 'KeyW'] },
    { name: 'turn', description: 'Turn', pointer: 'x', gamepad: 'leftX' },
  ],
  buttons: [
    { name: 'place', description: 'Place', keys: ['KeyQ'], pointerButton: 2, gamepad: [5, 1], touch: 4 },
    { name: 'jump', description: 'Jump', keys: ['Space'] },
  ],
  turnRate: 1,
  lookRate: 1,
  pitchLimit: 0.5,
};

describe('bindingsOf', () => {
  const bindings = bindingsOf(actions);

  it('merges the pack’s bindings of all devices', () => {
    expect(bindings.slots.get('place')).toEqual(['KeyQ', 'Pointer2', 'Pad5', 'Pad1', 'Touch4']);
    expect(bindings.axes[1]).toMatchObject({ pointer: 'x', positive: ['Pad.leftX+', 'Touch.rightX+'] });
  });

  it('has sticks and buttons for a pack without gamepad bindings', () => {
    expect(bindings.slots.get('move-')).toEqual(['KeyS', 'Pad.leftY-', 'Touch.leftY-']);
    expect(bindings.slots.get('jump')).toEqual(['Space', 'Pad0', 'Touch0']);
  });

  it('replaces the controls of only the devices that a person changed', () => {
    const changed = bindingsOf(actions, { keyboard: { jump: ['KeyJ'] }, touch: { jump: [] } });
    expect(changed.slots.get('jump')).toEqual(['KeyJ', 'Pad0']);
    expect(changed.controls.has('Space')).toBe(false);
  });

  it('has page controls, except those that the game uses', () => {
    expect(bindings.slots.get('map')).toEqual(['KeyO', 'Pad8']);
    expect(bindings.slots.get('emote-wave')).toEqual(['Digit1', 'Pad12']);
    const [place, jump] = actions.buttons;
    const taken = bindingsOf({
      ...actions,
      buttons: [
        { ...place, keys: ['KeyO'] },
        { ...jump, gamepad: [12] },
      ],
    });
    expect(taken.slots.get('map')).toEqual(['Pad8']);
    expect(taken.slots.get('emote-wave')).toEqual(['Digit1']);
    const moved = bindingsOf(actions, { keyboard: { jump: ['KeyO'], chat: ['KeyY'] } });
    expect(moved.slots.get('map')).toEqual(['Pad8']);
    expect(moved.page.find(({ name }) => name === 'chat')?.controls).toEqual(['KeyY']);
  });

  it('knows which stick turns', () => {
    expect(isLookingStick(bindings, 'gamepad', 'left')).toBe(true);
    expect(isLookingStick(bindings, 'gamepad', 'right')).toBe(false);
    expect(isLookingStick(bindings, 'touch', 'right')).toBe(true);
  });
});

describe('stored changes', () => {
  it('are parsed per device, and dropped if they are invalid', () => {
    const stored = {
      keyboard: { jump: ['KeyJ'], 'move+': [] },
      gamepad: { jump: ['KeyJ'] },
      touch: { fly: ['Touch0'] },
    };
    expect(bindingChangesSchema.parse(stored)).toEqual({
      keyboard: { jump: ['KeyJ'], 'move+': [] },
      gamepad: {},
      touch: {},
    });
  });

  it('leave Escape and Tab to the page', () => {
    expect(bindingChangesSchema.parse({ keyboard: { jump: ['Escape'] } })).toEqual({ keyboard: {} });
    expect(bindingChangesSchema.parse({ keyboard: { jump: ['Tab'] } })).toEqual({ keyboard: {} });
  });
});
