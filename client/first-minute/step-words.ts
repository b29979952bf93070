import { controlLabel } from '../hud/control-label.ts';
import type { Bindings, Slot } from '../input/bindings.ts';
import { type Control, type Device, deviceOf, stickOf } from '../input/control.ts';
import { texts } from '../texts.ts';
import type { StepName } from './first-steps.ts';

const looking: readonly Slot[] = ['turn-', 'turn+', 'look+', 'look-'];
const walking: readonly Slot[] = ['move+', 'strafe-', 'move-', 'strafe+'];

/** What to do for a step, with the controls of the device in use. `captured`: whether the mouse looks around. */
export function stepWords(step: StepName, bindings: Bindings, device: Device, captured: boolean): string {
  const { firstMinute } = texts;
  if (step === 'orb') return firstMinute.orb;
  if (step === 'ball') return firstMinute.ball;
  const controls = controlsOf(bindings, step === 'look' ? looking : walking, device);
  const stick = sameStick(controls);
  if (stick !== undefined)
    return firstMinute[step].stick(firstMinute.sticks[device === 'touch' ? 'touch' : 'gamepad'][stick]);
  const keys = controls.map((control) => controlLabel(control)).join(' ');
  if (step === 'walk') return firstMinute.walk.keys(keys);
  return device === 'keyboard' && captured ? firstMinute.look.mouse(keys) : firstMinute.look.keys(keys);
}

/** The first control that the device has for each slot. */
function controlsOf(bindings: Bindings, slots: readonly Slot[], device: Device): Control[] {
  return slots.flatMap((slot) => bindings.slots.get(slot)?.find((bound) => deviceOf(bound) === device) ?? []);
}

/** The stick of which all these are sides. */
function sameStick(controls: readonly Control[]): 'left' | 'right' | undefined {
  const sides = new Set(controls.map((control) => stickOf(control)?.axis.replace(/[XY]$/, '')));
  const [side] = sides;
  return sides.size === 1 && (side === 'left' || side === 'right') ? side : undefined;
}
