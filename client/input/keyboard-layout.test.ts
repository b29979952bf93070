import { describe, expect, test, vi } from 'vitest';
import { controlLabel } from '../hud/control-label.ts';
import { KeyboardLayout, type KeyPress, watchKeyboard } from './keyboard-layout.ts';

const press = (code: string, key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  ...{ code, key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, isComposing: false },
  ...more,
});
const altGraph = { getModifierState: (name: string) => name === 'AltGraph' };

/** The keys `W A S D` and others that games use, as the browser's layout map lists them. */
const layouts = {
  AZERTY: {
    KeyW: 'z',
    KeyA: 'q',
    KeyS: 's',
    KeyD: 'd',
    KeyQ: 'a',
    KeyM: ',',
    Semicolon: 'm',
    Digit1: '&',
    Digit2: 'é',
  },
  QWERTZ: { KeyW: 'w', KeyZ: 'y', KeyY: 'z', BracketLeft: 'ü', Semicolon: 'ö', Digit1: '1', Backquote: '^' },
  Cyrillic: { KeyW: 'ц', KeyA: 'ф', KeyS: 'ы', KeyD: 'в', Semicolon: 'ж', Digit1: '1' },
  Greek: { KeyW: 'ς', KeyA: 'α', KeyQ: ';' },
  Dvorak: { KeyW: ',', KeyA: 'a', KeyS: 'o', KeyD: 'e', KeyQ: "'", KeyE: '.' },
  Turkish: { KeyI: 'ı', Quote: 'i', Semicolon: 'ş' },
} as const;
const expected: Record<keyof typeof layouts, Record<string, string>> = {
  AZERTY: { KeyW: 'Z', KeyA: 'Q', KeyS: 'S', KeyQ: 'A', KeyM: ',', Semicolon: 'M', Digit1: '1', Digit2: '2' },
  QWERTZ: { KeyW: 'W', KeyZ: 'Y', KeyY: 'Z', BracketLeft: 'Ü', Semicolon: 'Ö', Digit1: '1' },
  Cyrillic: { KeyW: 'W', KeyA: 'A', KeyS: 'S', KeyD: 'D', Semicolon: ';', Digit1: '1' },
  Greek: { KeyW: 'W', KeyA: 'A' },
  Dvorak: { KeyW: ',', KeyA: 'A', KeyS: 'O', KeyD: 'E', KeyQ: "'", KeyE: '.' },
  Turkish: { KeyI: 'I', Quote: 'I', Semicolon: 'Ş' },
};

describe.each(Object.keys(layouts) as (keyof typeof layouts)[])('on a keyboard with %s', (name) => {
  const labels = (layout: KeyboardLayout) =>
    Object.fromEntries(Object.keys(expected[name]).map((code) => [code, controlLabel(code, layout)]));

  test('labels are the legends of the keys if the browser reports the layout', () => {
    const layout = new KeyboardLayout();
    layout.setLayoutMap(Object.entries(layouts[name]));
    expect(labels(layout)).toEqual(expected[name]);
  });

  test('labels are the legends once the keys were pressed if it does not', () => {
    const layout = new KeyboardLayout();
    for (const [code, key] of Object.entries(layouts[name])) layout.learn(press(code, key));
    expect(labels(layout)).toEqual(expected[name]);
  });
});

describe('a learnt layout', () => {
  test('is stored for the next visit', () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    new KeyboardLayout(store).learn(press('KeyW', 'z'));
    expect(controlLabel('KeyW', new KeyboardLayout(store))).toBe('Z');
  });

  test.each(['not json', '[]', '{"KeyW":5}', '{"__proto__":"x"}', '{"KeyW":"a long name"}', 'null'])(
    'starts empty if %s was stored',
    (stored) => {
      const layout = new KeyboardLayout({ getItem: () => stored, setItem: () => {} });
      expect(controlLabel('KeyW', layout)).toBe('W');
    },
  );

  test('lasts as long as the page if storage is blocked', () => {
    const blocked = () => {
      throw new Error('blocked');
    };
    const layout = new KeyboardLayout({ getItem: blocked, setItem: blocked });
    layout.learn(press('KeyW', 'z'));
    expect(controlLabel('KeyW', layout)).toBe('Z');
  });

  test.each([
    ['a dead key', press('BracketLeft', 'Dead'), '['],
    ['a sign with AltGr', press('KeyQ', '@', altGraph), 'Q'],
    [
      'a sign with Ctrl and Alt, which AltGr is on Windows',
      press('KeyQ', '@', { ctrlKey: true, altKey: true }),
      'Q',
    ],
    ['a sign with Option', press('KeyW', '∑', { altKey: true }), 'W'],
    ['a sign with Shift', press('Minus', '_', { shiftKey: true }), '-'],
    ['what an input method makes of it', press('KeyA', 'あ', { isComposing: true }), 'A'],
    ['a key that an input method took', press('KeyA', 'Process'), 'A'],
    ['an unidentified key', press('KeyA', 'Unidentified'), 'A'],
    ['a Hangul letter', press('KeyA', 'ㅁ'), 'A'],
    ['an Arabic letter', press('KeyA', 'ش'), 'A'],
    ['nothing', press('KeyA', ''), 'A'],
  ])('is not learnt from %s', (_what, event, label) => {
    const layout = new KeyboardLayout();
    layout.learn(event);
    expect(controlLabel(event.code, layout)).toBe(label);
  });

  test('is learnt from letters with Shift and with Caps Lock', () => {
    const layout = new KeyboardLayout();
    layout.learn(press('KeyW', 'Z', { shiftKey: true }));
    layout.learn(press('KeyA', 'Q'));
    expect([controlLabel('KeyW', layout), controlLabel('KeyA', layout)]).toEqual(['Z', 'Q']);
  });

  test('follows a change of the layout, and notifies labels', () => {
    const layout = new KeyboardLayout();
    const changed = vi.fn();
    const unfollow = layout.follow(changed);
    layout.learn(press('KeyW', 'w'));
    expect(changed).not.toHaveBeenCalled();
    layout.learn(press('KeyW', 'z'));
    layout.learn(press('KeyW', 'z'));
    expect(changed).toHaveBeenCalledTimes(1);
    layout.learn(press('KeyW', 'w'));
    expect(controlLabel('KeyW', layout)).toBe('W');
    layout.learn(press('KeyW', 'z'));
    layout.learn(press('KeyW', 'ц'));
    expect(controlLabel('KeyW', layout)).toBe('W');
    unfollow();
    layout.learn(press('KeyW', 'z'));
    expect(changed).toHaveBeenCalledTimes(4);
  });
});

describe('keys that do not depend on the layout', () => {
  test.each([
    ['ControlRight', 'Right Ctrl'],
    ['AltLeft', 'Left Alt'],
    ['MetaLeft', 'Left Win'],
    ['CapsLock', 'Caps Lock'],
    ['NumpadAdd', 'Num +'],
    ['Numpad5', 'Num 5'],
    ['BracketRight', ']'],
    ['F5', 'F5'],
    ['Digit7', '7'],
    ['Space', 'Space'],
    ['Pointer0', 'Left click'],
  ])('%s is labelled %s', (code, label) => {
    expect(controlLabel(code, new KeyboardLayout())).toBe(label);
  });

  test('modifiers have their Mac names on a Mac', () => {
    vi.stubGlobal('navigator', { platform: 'MacIntel' });
    expect(controlLabel('AltLeft', new KeyboardLayout())).toBe('Left Option');
    expect(controlLabel('MetaRight', new KeyboardLayout())).toBe('Right Command');
    vi.unstubAllGlobals();
  });
});

test.each([
  ['none', undefined],
  ['one that is refused', { getLayoutMap: () => Promise.reject(new Error('SecurityError')) }],
  [
    'one that throws',
    {
      getLayoutMap: () => {
        throw new Error('no');
      },
    },
  ],
  ['one without the method', {}],
  ['one that tells', { getLayoutMap: async () => new Map([['KeyW', 'z']]) }],
])('the page copes with any Keyboard interface of the browser: %s', async (_what, keyboard) => {
  vi.stubGlobal('navigator', { platform: 'Linux', keyboard });
  vi.stubGlobal('window', new EventTarget());
  const layout = new KeyboardLayout();
  const ending = new AbortController();
  watchKeyboard(layout, ending.signal);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(controlLabel('KeyW', layout)).toBe(_what === 'one that tells' ? 'Z' : 'W');
  ending.abort();
  vi.unstubAllGlobals();
});
