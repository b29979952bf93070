/**
 * A plan: the ground from above in cells of a metre, as tokens. Each cell has a kind and a material; plan.onnx fills in
 * what nobody has seen.
 */

/** Metres a side of a cell. */
export const planCellSize = 1;

/**
 * Kinds of cells, by token. Walls are classed by height; a door is a doorway with a sliding door between two walls;
 * a landmark is a tower that tells places apart; orbs and starts are open floor with something on it.
 */
export const planKinds = [
  'floor',
  'low',
  'middle',
  'high',
  'highest',
  'door',
  'orb',
  'landmark',
  'start',
] as const;
export type PlanKind = (typeof planKinds)[number];

/** Metres of a wall of each kind; 0 = open. */
export const planHeights = [0, 1, 1.8, 2.6, 3.4, 0, 0, 3.4, 0] as const satisfies Record<number, number>;

/** Tokens of kinds, by name. */
export const planKind = Object.fromEntries(planKinds.map((kind, token) => [kind, token])) as Record<
  PlanKind,
  number
>;

/** Input token of a cell of which nothing is known. */
export const unknownKind = planKinds.length;
/** Input token of a cell that is solid, of which the height is not known. */
export const solidKind = planKinds.length + 1;

/** Cells along each side of a tile, which is filled in at once. */
export const planTile = 8;
/** Cells along each side of what a tile is filled in from: the tile in the middle, and a tile around it. */
export const planWindow = 3 * planTile;

/** Whether a body can stand on a cell of this kind; doors count as open. */
export function isOpenKind(token: number): boolean {
  return planHeights[token] === 0;
}

/** What a plan may be asked for; a control is 0 to 1, or is left open. The order is that of plan.onnx. */
export const planControls = [
  { name: 'openness', description: 'Narrow (0) to open (1)' },
  { name: 'tallness', description: 'Low walls (0) to high walls (1)' },
  { name: 'greenery', description: 'Brick and stone (0) to gardens (1)' },
  { name: 'doors', description: 'Hardly a door (0) to many doors (1)' },
] as const;
export type PlanControl = (typeof planControls)[number]['name'];

/** Control value that leaves a control open. */
export const untoldControl = -1;
