import type { SettingSection } from '../../hud/menu/setting-sections.ts';

/** The pause menu of a room. */
export const menu = {
  label: 'Menu',
  title: 'Settings, help and everything else',
  hint: 'The room goes on meanwhile.',
  resume: 'Back to the room',
  settings: 'Settings',
  settingsTitle: 'Graphics, sound, controls, names and language',
  firstMinute: 'First steps',
  skipFirstMinute: 'Skip the first steps',
  firstMinuteTitle: 'Look, walk and play, one thing after the other',
  groups: {
    share: 'Invite others',
    show: 'On the screen',
    keep: 'Photos and recordings',
    host: 'You are the host',
  },
} as const;

export const settings = {
  heading: 'Settings',
  back: 'Menu',
  on: 'On',
  off: 'Off',
  sections: {
    graphics: 'Graphics',
    sound: 'Sound',
    controls: 'Controls',
    names: 'Names',
    language: 'Language',
  } satisfies Record<SettingSection, string>,
  nameHint: 'Others see a new name from the next room on.',
} as const;

/** What a newcomer is taught. */
export const firstMinute = {
  label: 'First steps',
  names: { look: 'Look', walk: 'Walk', orb: 'Orb', ball: 'Ball' },
  done: '(done)',
  look: {
    keys: (keys: string) => `Look around: press ${keys}, or click the picture and move the mouse.`,
    mouse: (keys: string) => `Look around: move the mouse, or press ${keys}.`,
    stick: (stick: string) => `Look around: push ${stick}.`,
  },
  walk: {
    keys: (keys: string) => `Walk: hold ${keys}.`,
    stick: (stick: string) => `Walk: push ${stick}.`,
  },
  sticks: {
    gamepad: { left: 'the left stick', right: 'the right stick' },
    touch: { left: 'the left circle with your thumb', right: 'the right circle with your thumb' },
  },
  orb: 'Take an orb, one of the glowing spheres: walk into it.',
  ball: 'Push the ball: walk into it.',
  where: (metres: number, side: string) => `${metres} m, ${side}`,
  finished: {
    keyboard: 'That is all you need. Everything else is in the menu: press Esc.',
    gamepad: 'That is all you need. Everything else is in the menu: press Menu on the gamepad.',
    touch: 'That is all you need. Everything else is in the menu above.',
  },
  skip: 'Skip',
  close: 'Close',
} as const;
