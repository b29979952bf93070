import { describe, expect, it, vi } from 'vitest';
import { bindingsOf } from './bindings.ts';
import { ControlStates } from './control-states.ts';

const bindings = bindingsOf({
  axes: [{ name: 'move', description: 'Walk', keys: ['KeyS', 'KeyW'] }],
  buttons: [{ name: 'jump', description: 'Jump', keys: ['Space'] }],
  turnRate: 1,
  lookRate: 1,
  pitchLimit: 0.5,
});

describe('ControlStates', () => {
  it('reports a change of the device in use once', () => {
    const deviceChanged = vi.fn();
    const states = new ControlStates({ bindings, device: 'keyboard', deviceChanged });
    states.set('keyboard', 'KeyW', 1, 0);
    expect(deviceChanged).not.toHaveBeenCalled();
    states.set('pad 0', 'Pad.leftY+', 0.1, 1);
    states.set('pad 0', 'Pad.leftY+', 0.9, 2);
    expect(deviceChanged.mock.calls).toEqual([['gamepad']]);
    states.set('touch', 'Touch0', 1, 3);
    expect(states.device).toBe('touch');
  });

  it('reports each press of a bound control once, and none while a listener captures presses', () => {
    const pressed = vi.fn();
    const states = new ControlStates({ bindings, device: 'keyboard', pressed });
    for (const value of [0.3, 0.6, 0.9, 0.2, 0.7]) states.set('pad 0', 'Pad8', value, 0);
    states.set('keyboard', 'KeyZ', 1, 0);
    expect(pressed.mock.calls).toEqual([['Pad8'], ['Pad8']]);
    states.listen(() => {});
    states.set('keyboard', 'KeyO', 1, 0);
    expect(pressed).toHaveBeenCalledTimes(2);
  });

  it('gives presses of gamepads to an open menu, and nothing of any device to the game', () => {
    const pressed = vi.fn();
    const states = new ControlStates({ bindings, device: 'keyboard', pressed });
    const heard: string[] = [];
    states.divert((control) => heard.push(control));
    states.set('pad 0', 'Pad0', 1, 0);
    states.set('pad 0', 'Pad12', 1, 0);
    states.set('touch', 'Touch0', 1, 0);
    expect(heard).toEqual(['Pad0', 'Pad12']);
    expect(states.wants('KeyW')).toBe(false);
    expect([states.value('Pad0'), states.value('Touch0')]).toEqual([0, 0]);
    states.releaseAll(1);
    states.divert(undefined);
    expect(states.wants('KeyW')).toBe(true);
    expect(states.value('Pad0')).toBe(0);
    expect(pressed).not.toHaveBeenCalled();
  });

  it('drops a source that is removed, including its taps', () => {
    const states = new ControlStates({ bindings, device: 'gamepad' });
    states.set('pad 0', 'Pad0', 1, 0);
    states.set('keyboard', 'KeyW', 1, 0);
    states.release('pad 0', 1);
    expect(states.value('Pad0')).toBe(0);
    expect(states.value('KeyW')).toBe(1);
  });

  it('does not count a stick that passes its centre as pushed', () => {
    const states = new ControlStates({ bindings, device: 'gamepad' });
    states.set('pad 0', 'Pad.leftY-', 1, 0);
    states.set('pad 0', 'Pad.leftY-', 0, 1);
    states.set('pad 0', 'Pad.leftY+', 1, 1);
    expect(states.value('Pad.leftY-')).toBe(0);
    expect(states.value('Pad.leftY+')).toBe(1);
  });

  it('gives presses to a listener, once each, and nothing to the game', () => {
    const states = new ControlStates({ bindings, device: 'keyboard' });
    states.set('keyboard', 'KeyW', 1, 0);
    const heard: string[] = [];
    states.listen((control) => heard.push(control));
    expect(states.value('KeyW')).toBe(0);
    states.set('pad 0', 'Pad.rightX+', 0.3, 1);
    states.set('pad 0', 'Pad.rightX+', 0.7, 2);
    states.set('pad 0', 'Pad.rightX+', 0.9, 3);
    states.set('keyboard', 'KeyZ', 1, 4);
    expect(heard).toEqual(['Pad.rightX+', 'KeyZ']);
    expect(states.wants('KeyZ')).toBe(true);
    states.listen(undefined);
    expect(states.value('Pad.rightX+')).toBe(0);
    expect(states.wants('KeyZ')).toBe(false);
  });
});
