import { formatsFor } from '../formats.ts';

const { list } = formatsFor('de');

export const devices = {
  label: 'Gerät',
  keyboard: 'Tastatur & Maus',
  gamepad: 'Gamepad',
  touch: 'Touch',
  /** What browsers keep from pages that came over plain HTTP. */
  lost: {
    keyboard:
      'die Zwischenablage und die Namen deiner Tasten verweigern (die lernt sie, sobald du sie drückst)',
    gamepad: 'Gamepads verweigern, und dass der Bildschirm anbleibt',
    touch: 'verweigern, dass der Bildschirm anbleibt, sodass er beim Spielen dunkel werden kann',
  },
  insecure: (lost: string) =>
    `Diese Seite kam über einfaches http. Dort können Browser ihr ${lost}. Dafür braucht es https: Wer diesen Server betreibt, kann ihn mit --tls-cert und --tls-key starten oder einen Proxy mit https davorsetzen.`,
  noGamepads: 'Dieser Browser hat keine Schnittstelle für Gamepads. Ein anderer vielleicht schon.',
} as const;

export const touch = {
  buttons: { jump: 'Springen', use: 'Öffnen', place: 'Setzen', remove: 'Nehmen' },
} as const;

export const help = {
  hint: 'Wähle hier eine Belegung, um sie zu ändern.',
  sensitivity: 'Mausempfindlichkeit',
  deadZone: 'Totzone der Sticks',
  rumble: 'Vibration',
  reset: 'Auf Standard zurücksetzen',
  wasReset: 'Die Steuerung ist wieder wie am Anfang.',
  nothing: 'noch nichts',
  slot: (description: string, direction: string) => `${description}: ${direction}`,
  change: (slot: string, control: string) => `${slot}, ${control}. Ändern`,
  bound: (control: string, slot: string) => `${control} ist jetzt „${slot}“.`,
  taken: (control: string, slot: string, losers: readonly string[]) =>
    `${control} ist jetzt „${slot}“ und nicht mehr ${list(losers.map((loser) => `„${loser}“`))}.`,
  kept: (control: string) => `${control} bleibt der Seite vorbehalten.`,
} as const;

export const binding = {
  press: {
    keyboard: 'Drücke eine Taste oder Maustaste für',
    gamepad: 'Drücke einen Knopf oder bewege einen Stick für',
    touch: 'Tippe auf einen Knopf oder bewege einen Stick für',
  },
  cancel: 'So lassen',
  cancelTitle: 'So lassen (Esc)',
} as const;

export const controls = {
  pointer: { x: 'Maus ↔', y: 'Maus ↕' },
  pointerButtons: ['Linksklick', 'Mittelklick', 'Rechtsklick', 'Zurück-Taste', 'Vorwärts-Taste'],
  directions: {
    move: ['Zurück', 'Vor'],
    strafe: ['Links', 'Rechts'],
    turn: ['Links', 'Rechts'],
    look: ['Runter', 'Hoch'],
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
    'Ansicht / Share',
    'Menü / Options',
    'Linker Stick gedrückt',
    'Rechter Stick gedrückt',
    'Steuerkreuz ↑',
    'Steuerkreuz ↓',
    'Steuerkreuz ←',
    'Steuerkreuz →',
    'Home',
  ],
  touchButton: (number: number) => `Knopf ${number}`,
  sticks: {
    'leftX-': 'Linker Stick ←',
    'leftX+': 'Linker Stick →',
    'leftY-': 'Linker Stick ↓',
    'leftY+': 'Linker Stick ↑',
    'rightX-': 'Rechter Stick ←',
    'rightX+': 'Rechter Stick →',
    'rightY-': 'Rechter Stick ↓',
    'rightY+': 'Rechter Stick ↑',
  } as Readonly<Record<string, string>>,
  keys: {
    Space: 'Leertaste',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    ShiftLeft: 'Umschalt links',
    ShiftRight: 'Umschalt rechts',
    ControlLeft: 'Strg links',
    ControlRight: 'Strg rechts',
    AltLeft: 'Alt links',
    AltRight: 'Alt Gr',
    MetaLeft: 'Win links',
    MetaRight: 'Win rechts',
    CapsLock: 'Feststelltaste',
    NumLock: 'Num-Taste',
    ScrollLock: 'Rollen-Taste',
    ContextMenu: 'Menütaste',
    PageUp: 'Bild ↑',
    PageDown: 'Bild ↓',
    NumpadEnter: 'Eingabe (Ziffernblock)',
    Enter: 'Eingabe',
    Tab: 'Tab',
    Escape: 'Esc',
  } as Readonly<Record<string, string>>,
  macKeys: {
    ControlLeft: 'Control links',
    ControlRight: 'Control rechts',
    AltLeft: 'Option links',
    AltRight: 'Option rechts',
    MetaLeft: 'Command links',
    MetaRight: 'Command rechts',
  } as Readonly<Record<string, string>>,
  /** What is printed on keys of the US layout, where nobody knows better: the names of keys are of that layout. */
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
  numpad: (sign: string) => `Ziffernblock ${sign}`,
  numpadSigns: {
    Add: '+',
    Subtract: '−',
    Multiply: '×',
    Divide: '÷',
    Decimal: ',',
    Comma: ',',
    Equal: '=',
  } as Readonly<Record<string, string>>,
} as const;
