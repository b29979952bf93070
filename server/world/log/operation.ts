import { z } from 'zod';
import { type Action, axisNames, buttonNames } from '../../../shared/action.ts';
import { matchCommands } from '../../../shared/match.ts';
import type { InputMessage } from '../../../shared/messages.ts';
import { sketchSchema } from '../../../shared/sketch.ts';
import { savedTileSchema } from '../../../shared/world-seed.ts';

const id = z.string().max(64);
const count = z.int().min(0);
const place = z.object({ x: z.number(), z: z.number(), yaw: z.number(), pitch: z.number() });
const size = z.object({ width: count, height: count });

/**
 * What was done to a world, in the order in which it was done. Repeated in this order on a world of the same snapshot,
 * it gives the same states: replay.ts. What stands between `tick` and `ticked` was done while the motion network ran.
 */
export const worldOperationSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('tick') }),
  /** `failed` when the motion network did. */
  z.object({ do: z.literal('ticked'), failed: z.literal(true).optional() }),
  z.object({ do: z.literal('join'), id, name: z.string(), lastPose: place.optional() }),
  z.object({ do: z.literal('leave'), id }),
  z.object({ do: z.literal('connected'), id, connected: z.boolean() }),
  z.object({ do: z.literal('rename'), former: id, id }),
  /** Sequence, axes in the order of axisNames, and a bit for each of buttonNames. */
  z.object({ do: z.literal('input'), id, input: z.array(z.number()).length(2 + axisNames.length) }),
  z.object({ do: z.literal('command'), command: z.enum(matchCommands) }),
  z.object({
    do: z.literal('ask'),
    controls: z.array(z.tuple([z.string(), z.number()])),
    guidance: z.number(),
  }),
  z.object({ do: z.literal('sketch'), sketch: sketchSchema }),
  /** Ground that was filled in became a part of the map. */
  z.object({ do: z.literal('tile'), tile: savedTileSchema }),
  /** The players' views of this moment begin to be drawn; `views` if they are others, or drawn otherwise, than before. */
  z.object({
    do: z.literal('draw'),
    views: z.array(z.object({ view: id, keyframes: count.optional(), size: size.optional() })).optional(),
  }),
]);
export type WorldOperation = z.output<typeof worldOperationSchema>;
export type DrawOperation = Extract<WorldOperation, { do: 'draw' }>;

export function packInput({ sequence, action }: InputMessage): number[] {
  const buttons = buttonNames.reduce((bits, name, i) => bits | (action[name] ? 1 << i : 0), 0);
  return [sequence, ...axisNames.map((name) => action[name]), buttons];
}

export function unpackInput([sequence, ...rest]: readonly number[]): InputMessage {
  const [move, strafe, turn, look, buttons] = rest;
  const [jump, use, place, remove] = buttonNames.map((_, i) => (buttons & (1 << i)) !== 0);
  const action: Action = { move, strafe, turn, look, jump, use, place, remove };
  return { sequence, action };
}
