import { afterEach, describe, expect, it, vi } from 'vitest';
import { rumble } from './rumble.ts';

describe('rumble', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('vibrates every pad that can, and ignores the others', () => {
    const playEffect = vi.fn(async () => 'complete');
    vi.stubGlobal('navigator', {
      getGamepads: () => [null, { vibrationActuator: { playEffect } }, {}, { vibrationActuator: null }],
    });
    rumble('ball');
    expect(playEffect).toHaveBeenCalledTimes(1);
    expect(playEffect).toHaveBeenCalledWith('dual-rumble', expect.objectContaining({ duration: 180 }));
  });

  it('does nothing if the browser reports no pads', () => {
    vi.stubGlobal('navigator', {});
    expect(() => rumble('orb')).not.toThrow();
  });
});
