import { z } from 'zod';
import { nameLimits } from '../shared/text/display-text.ts';
import { bindingChangesSchema } from './input/bindings.ts';
import { movingResponse } from './input/stick.ts';
import { watchModeSchema } from './watching/watch-mode.ts';

/** A person's settings on this device; kept in the browser's local storage. */
const preferencesSchema = z.object({
  /** Shown to other players; empty until one is chosen. */
  name: z.string().max(nameLimits.codeUnits).catch(''),
  rendering: z.enum(['smooth', 'pixelated']).catch('smooth'),
  /** Whether look compensation is on. */
  lookCompensation: z.boolean().catch(true),
  /** Whether it moves the picture, too, and not only turns it; undefined leaves it to how the browser draws. */
  walkingCompensation: z.boolean().optional().catch(undefined),
  /** Whether the names of players are shown above their heads. */
  names: z.boolean().catch(true),
  /** Whether links and QR codes are kept off the screen, for people who stream it. */
  hideLinks: z.boolean().catch(false),
  /** Whether the map is shown; undefined leaves it to the size of the window. */
  map: z.boolean().optional().catch(undefined),
  /** How to watch rooms. */
  watchMode: watchModeSchema.catch('follow'),
  /** Whether the measurements are shown. */
  stats: z.boolean().catch(false),
  /** Whether sound is on. The server sends no sound before a person switches it on. */
  sound: z.boolean().catch(false),
  /** Whether captions of sounds are shown. */
  captions: z.boolean().catch(false),
  /** Volume, 0 to 1. */
  volume: z.number().min(0).max(1).catch(0.8),
  /** Milliradians that one pixel of mouse movement turns. */
  sensitivity: z.number().min(0.5).max(8).catch(2.5),
  /** Radius within which a gamepad's sticks count as released. */
  deadZone: z.number().min(0).max(0.5).catch(movingResponse.deadZone),
  /** Whether gamepads vibrate; undefined follows the system's setting for reduced motion. */
  rumble: z.boolean().optional().catch(undefined),
  /** Whether the first minute was done or skipped, so that it is not shown again. */
  firstMinuteOver: z.boolean().catch(false),
  /** Bindings that differ from the pack's. */
  bindings: bindingChangesSchema.catch({}),
});
export type Preferences = z.infer<typeof preferencesSchema>;

const key = 'worldroom.preferences';

export function readPreferences(): Preferences {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    // Storage is blocked or its contents are invalid: the defaults apply.
  }
  return preferencesSchema.parse(typeof stored === 'object' && stored !== null ? stored : {});
}

export function changePreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...readPreferences(), ...change }));
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
