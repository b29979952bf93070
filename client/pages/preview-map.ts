import { isOpenKind, planHeights, planKind, solidKind, unknownKind } from '../../shared/plan.ts';
import type { Preview } from '../../shared/preview.ts';

/** Pixels a side of a cell. */
const pixels = 6;
type Colour = readonly [number, number, number];
const unknownColour: Colour = [0.09, 0.09, 0.11];
const doorColour: Colour = [0.35, 0.18, 0.05];
const orbColour: Colour = [1, 0.9, 0.1];
const startColour: Colour = [0.9, 0.1, 0.9];
/** Share of white that open ground is mixed with, so that walls stand out. */
const paleness = 0.55;

/** Cells of a preview, by their indices. */
export function cellsOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Number of cells that are known. */
export function knownCells({ kinds }: Pick<Preview, 'kinds'>): number {
  return cellsOf(kinds).filter((kind) => kind !== unknownKind).length;
}

/** Draws the ground of a preview from above, z up: higher walls are brighter; doors, orbs and the start are dots. */
export function drawPreview(
  canvas: HTMLCanvasElement,
  preview: Pick<Preview, 'size' | 'kinds' | 'materials' | 'colours' | 'start'>,
): void {
  const { size, colours, start } = preview;
  const [kinds, materials] = [cellsOf(preview.kinds), cellsOf(preview.materials)];
  canvas.width = canvas.height = size * pixels;
  const context = canvas.getContext('2d');
  if (context === null) return;
  for (let z = 0; z < size; z++) {
    for (let x = 0; x < size; x++) {
      const cell = z * size + x;
      const [left, top] = [x * pixels, (size - 1 - z) * pixels];
      context.fillStyle = styleOf(groundColour(kinds[cell], colours[materials[cell]]));
      context.fillRect(left, top, pixels, pixels);
      const thing = thingColour(kinds[cell]);
      if (thing === undefined) continue;
      context.fillStyle = styleOf(thing);
      context.fillRect(left + 1, top + 1, pixels - 2, pixels - 2);
    }
  }
  drawStart(context, start, size);
}

/** An arrow where the first player stands, in the direction of the look. */
function drawStart(context: CanvasRenderingContext2D, { x, z, yaw }: Preview['start'], size: number): void {
  context.save();
  context.translate(x * pixels, (size - z) * pixels);
  context.rotate(yaw);
  context.fillStyle = styleOf(startColour);
  context.beginPath();
  context.moveTo(0, -1.6 * pixels);
  context.lineTo(pixels, pixels);
  context.lineTo(-pixels, pixels);
  context.closePath();
  context.fill();
  context.restore();
}

function groundColour(kind: number, colour: Colour | undefined): Colour {
  if (kind === unknownKind) return unknownColour;
  const [r, g, b] = colour ?? [0.5, 0.5, 0.5];
  if (kind !== solidKind && isOpenKind(kind)) {
    return [mixed(r), mixed(g), mixed(b)];
  }
  const height = planHeights[kind] ?? planHeights[planKind.high];
  const shade = 0.35 + 0.65 * (height / planHeights[planKind.highest]);
  return [r * shade, g * shade, b * shade];
}

function mixed(value: number): number {
  return value + paleness * (1 - value);
}

function thingColour(kind: number): Colour | undefined {
  if (kind === planKind.door) return doorColour;
  return kind === planKind.orb ? orbColour : undefined;
}

function styleOf(colour: Colour): string {
  return `rgb(${colour.map((value) => Math.round(255 * value)).join(' ')})`;
}
