import { z } from 'zod';
import type { StickAxis } from '../../shared/device-bindings.ts';

/** Devices of a player; the mouse belongs to the keyboard. */
export const devices = ['keyboard', 'gamepad', 'touch'] as const;
export type Device = (typeof devices)[number];

/**
 * Name of a control with a value from 0 (released) to 1: a KeyboardEvent.code; `Pointer0` to `Pointer4`, a
 * mouse button; `Pad0` to `Pad16` and `Touch0` to `Touch5`, a button of a gamepad or of the screen;
 * `Pad.leftX+` or `Touch.rightY-`, one side of a stick axis.
 */
export type Control = string;

const stickPattern = /^(Pad|Touch)\.((?:left|right)[XY])([+-])$/;
const padPattern = /^Pad(?:\d|1[0-6]|\.(?:left|right)[XY][+-])$/;
const touchPattern = /^Touch(?:[0-5]|\.(?:left|right)[XY][+-])$/;
const keyPattern = /^[A-Z][A-Za-z0-9]{0,31}$/;

/** Escape and Tab belong to the page, so that it can be left and used without a mouse. */
const pageKeys: ReadonlySet<Control> = new Set(['Escape', 'Tab']);

/** Controls of one device that can be bound. */
export const controlSchemas: Readonly<Record<Device, z.ZodType<Control>>> = {
  keyboard: z
    .string()
    .regex(keyPattern)
    .refine((code) => !pageKeys.has(code) && !/^(?:Pad|Touch)/.test(code)),
  gamepad: z.string().regex(padPattern),
  touch: z.string().regex(touchPattern),
};

/** True if the control can be bound. */
export function isBindable(control: Control): boolean {
  return controlSchemas[deviceOf(control)].safeParse(control).success;
}

export function deviceOf(control: Control): Device {
  if (control.startsWith('Pad')) return 'gamepad';
  return control.startsWith('Touch') ? 'touch' : 'keyboard';
}

/** The control of MouseEvent.button number `button`. */
export function pointerControl(button: number): Control {
  return `Pointer${button}`;
}

/** The control of a button of the standard gamepad or of the screen. */
export function buttonControl(device: 'gamepad' | 'touch', button: number): Control {
  return `${device === 'gamepad' ? 'Pad' : 'Touch'}${button}`;
}

/** The control of one side of a stick axis: `+` is right or up. */
export function stickControl(device: 'gamepad' | 'touch', axis: StickAxis, side: '+' | '-'): Control {
  return `${device === 'gamepad' ? 'Pad' : 'Touch'}.${axis}${side}`;
}

/** Stick axis and side of a control; undefined for keys and buttons. */
export function stickOf(control: Control): { axis: string; side: string } | undefined {
  const match = stickPattern.exec(control);
  return match ? { axis: match[2], side: match[3] } : undefined;
}

/** The other side of the same stick axis; undefined for keys and buttons. */
export function oppositeOf(control: Control): Control | undefined {
  if (!stickOf(control)) return undefined;
  return control.slice(0, -1) + (control.endsWith('+') ? '-' : '+');
}
