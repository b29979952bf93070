import { entityKinds, halfExtents } from '../../../shared/entity.ts';

/** Appearance of entities: colours of their surfaces, in their own axes. */
const player = entityKinds.indexOf('player');
const door = entityKinds.indexOf('door');
const block = entityKinds.indexOf('block');
const orb = entityKinds.indexOf('orb');

/** Parts of a player, as listed in entity-shapes.ts. */
const torso = 2;
const head = 3;

/**
 * Changes the entity's colour in colour[0..2] (0 to 1) to that of its surface at (x, y, z), metres in its own
 * axes. `facing` is the cosine between normal and view direction.
 * @returns the share of light that the surface emits itself, 0 to 1.
 */
export function shadePart(
  kind: number,
  part: number,
  x: number,
  y: number,
  z: number,
  normal: Float64Array,
  facing: number,
  colour: Float64Array,
): number {
  if (kind === player) paintPlayer(part, x, y, z, normal, colour);
  else if (kind === door) paintDoor(x, y, normal, colour);
  else if (kind === block) paintBlock(x, y, z, normal, colour);
  else if (kind === orb) {
    const core = facing * facing * facing;
    blend(colour, 1, 1, 0.92, core * 0.75);
    return 0.9;
  } else paintBall(normal, colour);
  return 0;
}

function paintPlayer(
  part: number,
  x: number,
  y: number,
  z: number,
  normal: Float64Array,
  colour: Float64Array,
): void {
  if (part === head) {
    const ny = normal[1];
    // The front has a dark visor that reaches round to the sides, with two eyes in it.
    if (normal[2] > 0.15 && ny > -0.25 && ny < 0.42) {
      set(colour, 0.09, 0.11, 0.17);
      const ex = Math.abs(normal[0]) - 0.36;
      const ey = ny - 0.08;
      if (normal[2] > 0.5 && ex * ex + ey * ey < 0.032) set(colour, 1, 1, 1);
      return;
    }
    if (normal[2] < -0.1 && Math.abs(normal[0]) < 0.3) blend(colour, 1, 1, 1, 0.75);
    else blend(colour, 1, 0.93, 0.85, 0.3);
    return;
  }
  if (part < torso) {
    const dark = y < -0.74 ? 0.22 : 0.5;
    set(colour, colour[0] * dark, colour[1] * dark, colour[2] * dark);
    return;
  }
  // A light stripe down the back, a round badge on the chest, a belt.
  if (z < 0 && Math.abs(x) < 0.085) blend(colour, 1, 1, 1, 0.75);
  else if (z > 0 && x * x + (y - 0.1) * (y - 0.1) < 0.0075) blend(colour, 0.1, 0.12, 0.2, 0.8);
  else if (y < -0.28 && y > -0.35) set(colour, colour[0] * 0.5, colour[1] * 0.5, colour[2] * 0.5);
}

function paintDoor(x: number, y: number, normal: Float64Array, colour: Float64Array): void {
  if (normal[2] === 0) {
    set(colour, colour[0] * 0.8, colour[1] * 0.8, colour[2] * 0.8);
    return;
  }
  const [width, height] = halfExtents.door;
  const hx = x + 0.38;
  const hy = y + 0.05;
  if (hx * hx + hy * hy < 0.0036) {
    set(colour, 1, 0.85, 0.35);
    return;
  }
  const ax = Math.abs(x);
  const inFrame = width - ax < 0.1 || height - Math.abs(y) < 0.12 || Math.abs(y - 0.12) < 0.07;
  if (inFrame) {
    set(colour, colour[0] * 1.4, colour[1] * 1.4, colour[2] * 1.4);
    return;
  }
  // Three boards in each panel.
  const board = Math.floor((x + 0.4) / 0.267);
  const tone = board === 1 ? 1.08 : 0.95;
  set(colour, colour[0] * tone, colour[1] * tone, colour[2] * tone);
}

function paintBlock(x: number, y: number, z: number, normal: Float64Array, colour: Float64Array): void {
  const half = halfExtents.block[0];
  const a = normal[0] !== 0 ? z : x;
  const b = normal[1] !== 0 ? z : y;
  const border = half - Math.max(Math.abs(a), Math.abs(b));
  if (border < 0.07) blend(colour, 1, 1, 1, 0.5);
  else if (Math.abs(a) + Math.abs(b) < 0.2) blend(colour, 1, 1, 1, 0.8);
  else if (border < 0.1) set(colour, colour[0] * 0.6, colour[1] * 0.6, colour[2] * 0.6);
}

/** White with a patch at each end of its three axes. */
function paintBall(normal: Float64Array, colour: Float64Array): void {
  const ax = Math.abs(normal[0]);
  const ay = Math.abs(normal[1]);
  const az = Math.abs(normal[2]);
  if (az > 0.8) {
    if (normal[2] > 0) set(colour, 0.9, 0.2, 0.2);
    else set(colour, 0.98, 0.6, 0.15);
  } else if (ax > 0.8) {
    if (normal[0] > 0) set(colour, 0.2, 0.4, 0.9);
    else set(colour, 0.2, 0.75, 0.35);
  } else if (ay > 0.8) set(colour, 0.55, 0.25, 0.75);
}

function set(colour: Float64Array, r: number, g: number, b: number): void {
  colour[0] = Math.min(r, 1);
  colour[1] = Math.min(g, 1);
  colour[2] = Math.min(b, 1);
}

function blend(colour: Float64Array, r: number, g: number, b: number, share: number): void {
  colour[0] += (r - colour[0]) * share;
  colour[1] += (g - colour[1]) * share;
  colour[2] += (b - colour[2]) * share;
}
