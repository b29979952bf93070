import { describe, expect, it, vi } from 'vitest';
import { rumble } from './rumble.ts';

describe('rumble', () => {
  it('vibrates each of these pads that can, and ignores the others', () => {
    const playEffect = vi.fn(async () => 'complete' as const);
    rumble('ball', [{ vibrationActuator: { playEffect } }, {}, { vibrationActuator: null }]);
    expect(playEffect).toHaveBeenCalledTimes(1);
    expect(playEffect).toHaveBeenCalledWith('dual-rumble', expect.objectContaining({ duration: 180 }));
  });

  it('does nothing without pads', () => {
    expect(() => rumble('orb', [])).not.toThrow();
  });
});
