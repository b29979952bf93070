import { describe, expect, it } from 'vitest';
import { bindingsOf } from './bindings.ts';

describe('bindingsOf', () => {
  it('takes keys and pointer buttons of the pack together', () => {
    const bindings = bindingsOf({
      axes: [
        { name: 'move', description: 'Walk', keys: ['KeyS', 'KeyW'] },
        { name: 'turn', description: 'Turn', pointer: 'x' },
      ],
      buttons: [{ name: 'place', description: 'Place', keys: ['KeyQ'], pointerButton: 2 }],
      turnRate: 1,
      lookRate: 1,
      pitchLimit: 0.5,
    });
    expect([...bindings.controls].toSorted()).toEqual(['KeyQ', 'KeyS', 'KeyW', 'Pointer2']);
    expect(bindings.buttons[0].controls).toEqual(['KeyQ', 'Pointer2']);
    expect(bindings.axes[1]).toMatchObject({ controls: undefined, pointer: 'x' });
  });
});
