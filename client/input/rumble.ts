import { gamepadsShown } from '../browser/browser-features.ts';
import type { OwnEvent } from '../hud/own-events.ts';

/** How strong the heavy and the light motor turn, 0 to 1, and for how many milliseconds. */
const effects: Readonly<Record<OwnEvent, { heavy: number; light: number; duration: number }>> = {
  orb: { heavy: 0, light: 0.6, duration: 120 },
  ball: { heavy: 0.9, light: 0.4, duration: 180 },
};

/** Lets every gamepad that can shake tell of what happened to the player. */
export function rumble(event: OwnEvent): void {
  const { heavy, light, duration } = effects[event];
  for (const { vibrationActuator } of gamepadsShown()) {
    // Browsers know the actuator longer than its effects, and some pads have none.
    const playing = vibrationActuator?.playEffect?.('dual-rumble', {
      duration,
      strongMagnitude: heavy,
      weakMagnitude: light,
    });
    playing?.catch(() => undefined);
  }
}
