import { z } from 'zod';
import { type AxisName, axisNames, type ButtonName, buttonNames } from '../../shared/action.ts';
import {
  defaultGamepadButtons,
  defaultSticks,
  defaultTouchButtons,
  type StickAxis,
} from '../../shared/device-bindings.ts';
import type { PublicPack } from '../../shared/messages.ts';
import { packText } from '../texts.ts';
import {
  buttonControl,
  type Control,
  controlSchemas,
  type Device,
  devices,
  pointerControl,
  stickControl,
} from './control.ts';
import { defaultPageControls, type PageSlot, pageSlots } from './page-slots.ts';

/** Slots for bindings: one side of an axis, a button, or a function of the page. */
export type Slot = `${AxisName}${'-' | '+'}` | ButtonName | PageSlot;
const slots: readonly Slot[] = [
  ...axisNames.flatMap((name) => [`${name}-`, `${name}+`] as const),
  ...buttonNames,
  ...pageSlots,
];

export interface AxisBinding {
  name: AxisName;
  /** Description of the axis for people. */
  description: string;
  /** Each of these controls drives the axis towards -1, or towards +1. */
  negative: readonly Control[];
  positive: readonly Control[];
  /** Pointer movement that drives the axis: `x` grows to the right, `y` grows upwards. */
  pointer?: 'x' | 'y';
}

export interface ButtonBinding {
  name: ButtonName;
  description: string;
  /** Each of these controls presses the button. */
  controls: readonly Control[];
}

export interface PageBinding {
  name: PageSlot;
  controls: readonly Control[];
}

/** Bindings of all devices' controls to axes and buttons. */
export interface Bindings {
  axes: readonly AxisBinding[];
  buttons: readonly ButtonBinding[];
  page: readonly PageBinding[];
  /** All controls with a binding. */
  controls: ReadonlySet<Control>;
  /** Controls of each slot of the pack, over all devices. */
  slots: ReadonlyMap<Slot, readonly Control[]>;
}

const slotControls = (device: Device) =>
  z.partialRecord(z.enum(slots), z.array(controlSchemas[device]).max(8)).catch({});

/** A person's own bindings, which replace the pack's: per device, all controls of a slot. */
export const bindingChangesSchema = z.object({
  keyboard: slotControls('keyboard').optional(),
  gamepad: slotControls('gamepad').optional(),
  touch: slotControls('touch').optional(),
});
export type BindingChanges = z.infer<typeof bindingChangesSchema>;

type PackAxis = PublicPack['actions']['axes'][number];
type PackButton = PublicPack['actions']['buttons'][number];

/** The bindings of the pack and of the page, with a person's changes. */
export function bindingsOf(actions: PublicPack['actions'], changes: BindingChanges = {}): Bindings {
  const controlsOf = (slot: Slot, pack: Record<Device, readonly Control[]>) =>
    devices.flatMap((device) => changes[device]?.[slot] ?? pack[device]);
  const axes = actions.axes.map(
    (axis): AxisBinding => ({
      name: axis.name,
      description: packText(axis.description),
      negative: controlsOf(`${axis.name}-`, axisControls(axis, '-')),
      positive: controlsOf(`${axis.name}+`, axisControls(axis, '+')),
      pointer: axis.pointer,
    }),
  );
  const buttons = actions.buttons.map(
    (button): ButtonBinding => ({
      name: button.name,
      description: packText(button.description),
      controls: controlsOf(button.name, buttonControls(button)),
    }),
  );
  const played = new Set([
    ...axes.flatMap(({ negative, positive }) => [...negative, ...positive]),
    ...buttons.flatMap(({ controls }) => controls),
  ]);
  const page = pageSlots.map(
    (name): PageBinding => ({
      name,
      // The page cannot use controls that the pack binds.
      controls: controlsOf(name, defaultPageControls[name]).filter((control) => !played.has(control)),
    }),
  );
  const bound = new Map<Slot, readonly Control[]>([
    ...axes.flatMap((axis): [Slot, readonly Control[]][] => [
      [`${axis.name}-`, axis.negative],
      [`${axis.name}+`, axis.positive],
    ]),
    ...[...buttons, ...page].map(({ name, controls }): [Slot, readonly Control[]] => [name, controls]),
  ]);
  return { axes, buttons, page, controls: new Set([...bound.values()].flat()), slots: bound };
}

/** True if a stick (`left` or `right`) of a device turns or looks, which needs fine steps. */
export function isLookingStick(
  bindings: Bindings,
  device: 'gamepad' | 'touch',
  stick: 'left' | 'right',
): boolean {
  const sides = stickSides(device, `${stick}X`).concat(stickSides(device, `${stick}Y`));
  return bindings.axes.some(
    (axis) =>
      (axis.name === 'turn' || axis.name === 'look') &&
      sides.some((side) => axis.negative.includes(side) || axis.positive.includes(side)),
  );
}

function stickSides(device: 'gamepad' | 'touch', axis: StickAxis): Control[] {
  return [stickControl(device, axis, '-'), stickControl(device, axis, '+')];
}

function axisControls(axis: PackAxis, side: '-' | '+'): Record<Device, readonly Control[]> {
  const key = axis.keys?.[side === '-' ? 0 : 1];
  return {
    keyboard: key === undefined ? [] : [key],
    gamepad: [stickControl('gamepad', axis.gamepad ?? defaultSticks[axis.name], side)],
    touch: [stickControl('touch', axis.touch ?? defaultSticks[axis.name], side)],
  };
}

function buttonControls(button: PackButton): Record<Device, readonly Control[]> {
  const { name, keys, pointerButton } = button;
  return {
    keyboard: pointerButton === undefined ? keys : [...keys, pointerControl(pointerButton)],
    gamepad: (button.gamepad ?? defaultGamepadButtons[name]).map((index) => buttonControl('gamepad', index)),
    touch: [buttonControl('touch', button.touch ?? defaultTouchButtons[name])],
  };
}
