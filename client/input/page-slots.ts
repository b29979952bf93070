import { type EmoteName, emoteNames } from '../../shared/emote.ts';
import type { Control, Device } from './control.ts';

/** Functions of the page itself, apart from the game, in the order of the help. */
export type PageSlot =
  | 'menu'
  | 'chat'
  | 'map'
  | 'origin'
  | 'ask'
  | 'describe'
  | 'clip'
  | 'emotes'
  | `emote-${EmoteName}`;
export const pageSlots: readonly PageSlot[] = [
  'menu',
  'chat',
  'map',
  'origin',
  'ask',
  'describe',
  'clip',
  'emotes',
  ...emoteNames.map((name) => `emote-${name}` as const),
];

/** Default controls. Touch screens have the toolbar's buttons instead; Escape always opens the menu. */
export const defaultPageControls: Readonly<Record<PageSlot, Record<Device, readonly Control[]>>> = {
  menu: { keyboard: [], gamepad: ['Pad9'], touch: [] },
  chat: { keyboard: ['Enter'], gamepad: [], touch: [] },
  map: { keyboard: ['KeyO'], gamepad: ['Pad8'], touch: [] },
  origin: { keyboard: ['KeyK'], gamepad: [], touch: [] },
  ask: { keyboard: ['KeyB'], gamepad: [], touch: [] },
  describe: { keyboard: ['KeyY'], gamepad: [], touch: [] },
  clip: { keyboard: ['KeyJ'], gamepad: ['Pad4'], touch: [] },
  emotes: { keyboard: ['KeyV'], gamepad: [], touch: [] },
  'emote-wave': { keyboard: ['Digit1'], gamepad: ['Pad12'], touch: [] },
  'emote-yes': { keyboard: ['Digit2'], gamepad: ['Pad15'], touch: [] },
  'emote-laugh': { keyboard: ['Digit3'], gamepad: ['Pad13'], touch: [] },
  'emote-heart': { keyboard: ['Digit4'], gamepad: ['Pad14'], touch: [] },
  'emote-question': { keyboard: ['Digit5'], gamepad: [], touch: [] },
  'emote-here': { keyboard: ['Digit6'], gamepad: [], touch: [] },
};

/** Functions of a spectator's keys, which cannot be rebound. */
export const watchingSlots = ['chat', 'map', 'origin'] as const satisfies readonly PageSlot[];

/** The emote of a slot; undefined for other slots. */
export function emoteOf(slot: PageSlot): EmoteName | undefined {
  return emoteNames.find((name) => slot === `emote-${name}`);
}
