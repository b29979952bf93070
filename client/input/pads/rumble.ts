import type { OwnEvent } from '../../hud/own-events.ts';

/** Strength of the strong and the weak motor, 0 to 1, and duration in milliseconds. */
const effects: Readonly<Record<OwnEvent, { heavy: number; light: number; duration: number }>> = {
  orb: { heavy: 0, light: 0.6, duration: 120 },
  ball: { heavy: 0.9, light: 0.4, duration: 180 },
};

/** The used part of a Gamepad. Some browsers have the actuator without playEffect, and some pads have no actuator. */
export interface RumblingPad {
  readonly vibrationActuator?: { playEffect?: GamepadHapticActuator['playEffect'] } | null;
}

/** Vibrates those of a player's gamepads that can, as feedback for an event of that player. */
export function rumble(event: OwnEvent, pads: readonly RumblingPad[]): void {
  const { heavy, light, duration } = effects[event];
  for (const { vibrationActuator } of pads) {
    const playing = vibrationActuator?.playEffect?.('dual-rumble', {
      duration,
      strongMagnitude: heavy,
      weakMagnitude: light,
    });
    playing?.catch(() => undefined);
  }
}
