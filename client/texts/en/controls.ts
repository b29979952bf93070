import { formatsFor } from '../formats.ts';

const { list } = formatsFor('en');

export const devices = {
  label: 'Device',
  keyboard: 'Keyboard & mouse',
  gamepad: 'Gamepad',
  touch: 'Touch',
  /** What browsers keep from pages that came over plain HTTP. */
  lost: {
    keyboard: 'the clipboard and the names of your keys (they are learnt as you press them)',
    gamepad: 'gamepads, and to keep the screen on',
    touch: 'to keep the screen on, so that it may go dark while you play',
  },
  insecure: (lost: string) =>
    `This page came over plain http, where browsers may refuse ${lost}. That needs https: whoever runs this server can start it with --tls-cert and --tls-key, or put a proxy with https in front of it.`,
  noGamepads: 'This browser has no interface for gamepads. Another one may.',
} as const;

export const touch = {
  buttons: { jump: 'Jump', use: 'Open', place: 'Place', remove: 'Take' },
} as const;

export const help = {
  hint: 'Press a control here to change it.',
  sensitivity: 'Mouse sensitivity',
  deadZone: 'Dead zone of the sticks',
  rumble: 'Vibration',
  reset: 'Reset to defaults',
  wasReset: 'The controls are as they were at first.',
  nothing: 'nothing yet',
  slot: (description: string, direction: string) => `${description}: ${direction}`,
  change: (slot: string, control: string) => `${slot}, ${control}. Change`,
  bound: (control: string, slot: string) => `${control} is now “${slot}”.`,
  taken: (control: string, slot: string, losers: readonly string[]) =>
    `${control} is now “${slot}” and no longer ${list(losers.map((loser) => `“${loser}”`))}.`,
  kept: (control: string) => `${control} stays with the page.`,
} as const;

export const binding = {
  press: {
    keyboard: 'Press a key or a mouse button for',
    gamepad: 'Press a button or push a stick for',
    touch: 'Touch a button or push a stick for',
  },
  cancel: 'Leave it as it is',
  cancelTitle: 'Leave it as it is (Esc)',
} as const;

export const controls = {
  pointer: { x: 'Mouse ↔', y: 'Mouse ↕' },
  pointerButtons: ['Left click', 'Middle click', 'Right click', 'Back button', 'Forward button'],
  directions: {
    move: ['Back', 'Forward'],
    strafe: ['Left', 'Right'],
    turn: ['Left', 'Right'],
    look: ['Down', 'Up'],
  },
  /** Names of the standard gamepad's buttons, in its order. */
  padButtons: [
    'A / ✕',
    'B / ○',
    'X / □',
    'Y / △',
    'LB / L1',
    'RB / R1',
    'LT / L2',
    'RT / R2',
    'View / Share',
    'Menu / Options',
    'Left stick press',
    'Right stick press',
    'D-pad ↑',
    'D-pad ↓',
    'D-pad ←',
    'D-pad →',
    'Home',
  ],
  touchButton: (number: number) => `Button ${number}`,
  sticks: {
    'leftX-': 'Left stick ←',
    'leftX+': 'Left stick →',
    'leftY-': 'Left stick ↓',
    'leftY+': 'Left stick ↑',
    'rightX-': 'Right stick ←',
    'rightX+': 'Right stick →',
    'rightY-': 'Right stick ↓',
    'rightY+': 'Right stick ↑',
  } as Readonly<Record<string, string>>,
  keys: {
    Space: 'Space',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    ShiftLeft: 'Left Shift',
    ShiftRight: 'Right Shift',
    ControlLeft: 'Left Ctrl',
    ControlRight: 'Right Ctrl',
    AltLeft: 'Left Alt',
    AltRight: 'Right Alt',
    MetaLeft: 'Left Win',
    MetaRight: 'Right Win',
    CapsLock: 'Caps Lock',
    NumLock: 'Num Lock',
    ScrollLock: 'Scroll Lock',
    ContextMenu: 'Menu',
    PageUp: 'Page Up',
    PageDown: 'Page Down',
    NumpadEnter: 'Num Enter',
    Enter: 'Enter',
    Tab: 'Tab',
    Escape: 'Esc',
  } as Readonly<Record<string, string>>,
  macKeys: {
    ControlLeft: 'Left Control',
    ControlRight: 'Right Control',
    AltLeft: 'Left Option',
    AltRight: 'Right Option',
    MetaLeft: 'Left Command',
    MetaRight: 'Right Command',
  } as Readonly<Record<string, string>>,
  /** What is printed on keys of the US layout, where nobody knows better. */
  signs: {
    Backquote: '`',
    Minus: '-',
    Equal: '=',
    BracketLeft: '[',
    BracketRight: ']',
    Backslash: '\\',
    Semicolon: ';',
    Quote: "'",
    Comma: ',',
    Period: '.',
    Slash: '/',
    IntlBackslash: '<',
  } as Readonly<Record<string, string>>,
  numpad: (sign: string) => `Num ${sign}`,
  numpadSigns: {
    Add: '+',
    Subtract: '−',
    Multiply: '×',
    Divide: '÷',
    Decimal: '.',
    Comma: ',',
    Equal: '=',
  } as Readonly<Record<string, string>>,
} as const;
