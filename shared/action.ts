import { z } from 'zod';

/**
 * The one action space that every device maps to. Axes are in [-1, 1] and are held for one tick:
 * `move` forward and `strafe` right as a share of the walking speed, `turn` right and `look` up as a
 * share of the fastest turn in a tick.
 */
export const axisNames = ['move', 'strafe', 'turn', 'look'] as const;
export const buttonNames = ['jump', 'use', 'place', 'remove'] as const;
export type AxisName = (typeof axisNames)[number];
export type ButtonName = (typeof buttonNames)[number];

const axis = z.number().min(-1).max(1);

export const actionSchema = z.strictObject({
  move: axis,
  strafe: axis,
  turn: axis,
  look: axis,
  jump: z.boolean(),
  use: z.boolean(),
  place: z.boolean(),
  remove: z.boolean(),
});

export type Action = z.infer<typeof actionSchema>;

export const neutralAction: Readonly<Action> = Object.freeze({
  move: 0,
  strafe: 0,
  turn: 0,
  look: 0,
  jump: false,
  use: false,
  place: false,
  remove: false,
});

/** Whether an action is zero: no control is touched. */
export function isNeutral(action: Readonly<Action>): boolean {
  return axisNames.every((name) => action[name] === 0) && !buttonNames.some((name) => action[name]);
}
