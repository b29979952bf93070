import type { SettingSection } from '../../hud/menu/setting-sections.ts';

/** The pause menu of a room. */
export const menu = {
  label: 'Menü',
  title: 'Einstellungen, Hilfe und alles Übrige',
  hint: 'Der Raum läuft inzwischen weiter.',
  resume: 'Zurück in den Raum',
  settings: 'Einstellungen',
  settingsTitle: 'Grafik, Ton, Steuerung, Namen und Sprache',
  firstMinute: 'Erste Schritte',
  skipFirstMinute: 'Erste Schritte überspringen',
  firstMinuteTitle: 'Umsehen, gehen und spielen, eins nach dem anderen',
  groups: {
    share: 'Andere einladen',
    show: 'Auf dem Bildschirm',
    keep: 'Fotos und Aufnahmen',
    host: 'Du bist der Host',
  },
} as const;

export const settings = {
  heading: 'Einstellungen',
  back: 'Menü',
  on: 'An',
  off: 'Aus',
  sections: {
    graphics: 'Grafik',
    sound: 'Ton',
    controls: 'Steuerung',
    names: 'Namen',
    language: 'Sprache',
  } satisfies Record<SettingSection, string>,
  nameHint: 'Einen neuen Namen sehen die anderen ab dem nächsten Raum.',
} as const;

/** What a newcomer is taught. */
export const firstMinute = {
  label: 'Erste Schritte',
  names: { look: 'Umsehen', walk: 'Gehen', orb: 'Kugel', ball: 'Schieben' },
  done: '(geschafft)',
  look: {
    keys: (keys: string) => `Sieh dich um: Drücke ${keys}, oder klick ins Bild und bewege die Maus.`,
    mouse: (keys: string) => `Sieh dich um: Bewege die Maus, oder drücke ${keys}.`,
    stick: (stick: string) => `Sieh dich um: Bewege ${stick}.`,
  },
  walk: {
    keys: (keys: string) => `Geh: Halte ${keys} gedrückt.`,
    stick: (stick: string) => `Geh: Bewege ${stick}.`,
  },
  sticks: {
    gamepad: { left: 'den linken Stick', right: 'den rechten Stick' },
    touch: { left: 'den linken Kreis mit dem Daumen', right: 'den rechten Kreis mit dem Daumen' },
  },
  orb: 'Nimm eine der leuchtenden Kugeln: Lauf in sie hinein.',
  ball: 'Schieb den Ball: Lauf in ihn hinein.',
  where: (metres: number, side: string) => `${metres} m ${side}`,
  finished: {
    keyboard: 'Mehr brauchst du nicht. Alles Übrige steht im Menü: Drücke Esc.',
    gamepad: 'Mehr brauchst du nicht. Alles Übrige steht im Menü: Drücke Menü auf dem Gamepad.',
    touch: 'Mehr brauchst du nicht. Alles Übrige steht oben im Menü.',
  },
  skip: 'Überspringen',
  close: 'Schließen',
} as const;
