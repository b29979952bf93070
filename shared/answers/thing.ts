import { z } from 'zod';
import { type Colour, entityKinds } from '../entity.ts';

/** Words for the colours that things have, with the display colour that each stands for. */
export const colourNames = [
  ...(['red', 'blue', 'yellow', 'green', 'violet', 'orange', 'cyan', 'pink'] as const),
  ...(['white', 'brown', 'gold'] as const),
] as const;
export type ColourName = (typeof colourNames)[number];

const typical: Readonly<Record<ColourName, Colour>> = {
  red: [0.9, 0.18, 0.17],
  blue: [0.2, 0.42, 0.9],
  yellow: [0.95, 0.8, 0.18],
  green: [0.22, 0.74, 0.32],
  violet: [0.72, 0.2, 0.88],
  orange: [0.98, 0.52, 0.08],
  cyan: [0.1, 0.82, 0.86],
  pink: [0.97, 0.45, 0.72],
  white: [0.95, 0.95, 0.95],
  brown: [0.55, 0.38, 0.22],
  gold: [1, 0.88, 0.35],
};

/** The word for a display colour, each channel in [0, 1]: the nearest of {@link colourNames}. */
export function colourName(colour: Colour): ColourName {
  const apart = (name: ColourName) =>
    typical[name].reduce((sum, value, channel) => sum + (value - colour[channel]) ** 2, 0);
  return colourNames.reduce((best, name) => (apart(name) < apart(best) ? name : best));
}

/** What a question is about: things of a kind, as far as it says more of them. */
export const thingSchema = z.strictObject({
  kind: z.enum(entityKinds),
  colour: z.enum(colourNames).optional(),
  /** Of doors: open counts from half open. */
  state: z.enum(['open', 'closed']).optional(),
  /** Of players: whose name it is, whatever its case. */
  name: z.string().min(1).max(40).optional(),
});
export type Thing = z.infer<typeof thingSchema>;

/** The eight sides around somebody, clockwise from where one looks; each is 45 degrees wide. */
export const sides = [
  ...(['ahead', 'ahead-right', 'right', 'behind-right'] as const),
  ...(['behind', 'behind-left', 'left', 'ahead-left'] as const),
] as const;
export type Side = (typeof sides)[number];

/** The side of something that one would have to turn to by so many radians, to the right where positive. */
export function sideOf(turn: number): Side {
  const sector = Math.round((turn / (2 * Math.PI)) * sides.length);
  return sides[((sector % sides.length) + sides.length) % sides.length];
}
