import type { PadReading } from '../input/pads/pad-states.ts';
import { lookingResponse, movingResponse, respond } from '../input/stick.ts';

/** Input for the free camera from gamepads; each in [-1, 1]. */
export interface PadFlight {
  /** Forward, right, up. */
  readonly move: number;
  readonly strafe: number;
  readonly rise: number;
  /** Right, up. */
  readonly turn: number;
  readonly look: number;
}

/** Buttons of the standard layout: right trigger and shoulder for up, left ones for down. */
const up = [5, 7] as const;
const down = [4, 6] as const;

/**
 * The left stick moves, the right one looks around, the right trigger raises and the left one lowers. Of
 * several pads with the standard layout, the greatest value of each axis counts; other layouts are unknown.
 */
export function padFlight(pads: readonly PadReading[], deadZone: number): PadFlight {
  const flight = { move: 0, strafe: 0, rise: 0, turn: 0, look: 0 };
  for (const { mapping, axes, buttons } of pads) {
    if (mapping !== 'standard') continue;
    const axis = (index: number) => axes[index] ?? 0;
    const pressed = (indices: readonly number[]) =>
      Math.max(0, ...indices.map((index) => Math.min(1, buttons[index]?.value ?? 0)));
    const fly = respond({ x: axis(0), y: -axis(1) }, { ...movingResponse, deadZone });
    const see = respond({ x: axis(2), y: -axis(3) }, { ...lookingResponse, deadZone });
    const asked = { move: fly.y, strafe: fly.x, rise: pressed(up) - pressed(down), turn: see.x, look: see.y };
    for (const name of ['move', 'strafe', 'rise', 'turn', 'look'] as const) {
      if (Math.abs(asked[name]) > Math.abs(flight[name])) flight[name] = asked[name];
    }
  }
  return flight;
}
