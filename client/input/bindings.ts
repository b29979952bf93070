import type { AxisName, ButtonName } from '../../shared/action.ts';
import type { PublicPack } from '../../shared/messages.ts';

/** One thing on a device that can be held: a KeyboardEvent.code, or `Pointer0` to `Pointer4`. */
export type Control = string;

export interface AxisBinding {
  name: AxisName;
  /** For people: what the axis does. */
  description: string;
  /** Control that drives the axis to -1 and control that drives it to +1. */
  controls?: readonly [Control, Control];
  /** Pointer movement that drives the axis: `x` grows to the right, `y` grows upwards. */
  pointer?: 'x' | 'y';
}

export interface ButtonBinding {
  name: ButtonName;
  description: string;
  /** Any of these presses the button. */
  controls: readonly Control[];
}

/** Which device controls drive which axes and buttons, taken from the pack's manifest. */
export interface Bindings {
  axes: readonly AxisBinding[];
  buttons: readonly ButtonBinding[];
  /** Every control that is bound to something. */
  controls: ReadonlySet<Control>;
}

export function bindingsOf(actions: PublicPack['actions']): Bindings {
  const axes = actions.axes.map(
    (axis): AxisBinding => ({
      name: axis.name,
      description: axis.description,
      controls: axis.keys,
      pointer: axis.pointer,
    }),
  );
  const buttons = actions.buttons.map(
    (button): ButtonBinding => ({
      name: button.name,
      description: button.description,
      controls:
        button.pointerButton === undefined
          ? button.keys
          : [...button.keys, pointerControl(button.pointerButton)],
    }),
  );
  const controls = new Set([
    ...axes.flatMap((axis) => axis.controls ?? []),
    ...buttons.flatMap((button) => button.controls),
  ]);
  return { axes, buttons, controls };
}

/** The control of MouseEvent.button number `button`. */
export function pointerControl(button: number): Control {
  return `Pointer${button}`;
}
