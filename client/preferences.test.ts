import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changePreferences, readPreferences } from './preferences.ts';

describe('preferences', () => {
  let stored: Map<string, string>;

  beforeEach(() => {
    stored = new Map();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  it('keep the bindings that a person chose', () => {
    changePreferences({ bindings: { keyboard: { jump: ['KeyJ'] } } });
    changePreferences({ deadZone: 0.3 });
    expect(readPreferences()).toMatchObject({
      bindings: { keyboard: { jump: ['KeyJ'] } },
      deadZone: 0.3,
    });
  });

  it('fall back to the default for each stored field that is invalid', () => {
    const broken = {
      name: 'Ann',
      deadZone: 7,
      rumble: 'yes',
      bindings: { keyboard: { jump: [3] }, touch: 1 },
    };
    stored.set('worldroom.preferences', JSON.stringify(broken));
    const { name, deadZone, rumble, bindings } = readPreferences();
    expect({ name, deadZone, rumble }).toEqual({ name: 'Ann', deadZone: 0.15, rumble: undefined });
    expect(bindings.keyboard).toEqual({});
  });

  it('are the defaults if storage cannot be read', () => {
    stored.set('worldroom.preferences', 'not json');
    expect(readPreferences().bindings).toEqual({});
  });
});
