import type { AxisName, ButtonName } from './action.ts';

/** Axes of two sticks, on a gamepad or on a touch screen: x grows to the right, y grows upwards. */
export const stickAxes = ['leftX', 'leftY', 'rightX', 'rightY'] as const;
export type StickAxis = (typeof stickAxes)[number];

/** Buttons of the W3C's standard gamepad: 0 to 3 under the right thumb, 4 to 7 shoulders, 12 to 15 the cross. */
export const gamepadButtons = 17;
/** Greatest number of buttons on a touch screen; button 0 is nearest to the right stick. */
export const touchButtons = 6;

/** Default stick axis of each action axis, on gamepads and touch screens; a pack can name another. */
export const defaultSticks: Readonly<Record<AxisName, StickAxis>> = {
  move: 'leftY',
  strafe: 'leftX',
  turn: 'rightX',
  look: 'rightY',
};

/** Default gamepad buttons; a pack can name others. */
export const defaultGamepadButtons: Readonly<Record<ButtonName, readonly number[]>> = {
  jump: [0],
  use: [2],
  place: [7],
  remove: [6],
};

/** Default touch buttons; a pack can name others. */
export const defaultTouchButtons: Readonly<Record<ButtonName, number>> = {
  jump: 0,
  use: 1,
  place: 2,
  remove: 3,
};
