import { blockColours, entityKinds, halfExtents } from '../../shared/entity.ts';
import { tileCells, tileSize } from '../../shared/geometry/ground-map.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { EntityState, RoomState } from '../../shared/state.ts';
import { drawMark } from '../answers/marked-place.ts';
import { element } from '../dom/element.ts';
import { drawTint } from '../origin/tint-pixels.ts';
import { playerCssColour } from '../people/player-colour.ts';
import { texts } from '../texts.ts';
import type { GroundMap, GroundTile } from './ground-map.ts';
import { mapLabel } from './map-label.ts';

/** Centre and orientation of the map: a player's body or the free camera. Metres, radians. */
export interface MapCentre {
  /** Session id, or the name of the free camera's view. */
  readonly view: string;
  readonly name: string;
  readonly x: number;
  readonly z: number;
  readonly yaw: number;
}

/** Metres a side. */
const span = 18;
/** Pixels a side of the canvas; shown at half of that, so that it is sharp on dense screens. */
const side = 352;
/** Milliseconds between updates of the text for screen readers. */
const labelInterval = 1_000;
/** RGBA by the index of the kind of ground. */
const ground = [
  [0, 0, 0, 0],
  [62, 74, 94, 225],
  [190, 202, 219, 245],
] as const;
const colours = {
  door: '#c58b4e',
  orb: '#ffd75e',
  ball: '#f4f4f4',
  edge: '#0b0d11',
  own: '#ffffff',
  mark: '#ff5fd2',
} as const;

/**
 * The ground around the viewer from the room's memory, seen from above with z upwards, with all players and
 * their headings, doors, blocks, orbs and balls. It is redrawn when the state changes, which is once a tick.
 */
export class Minimap {
  readonly root: HTMLElement;
  readonly #ground: GroundMap;
  readonly #canvas = element('canvas', {
    width: side,
    height: side,
    role: 'img',
    'aria-label': texts.map.empty,
    'data-testid': 'minimap-canvas',
  });
  /** An image of each tile, one pixel a cell. */
  readonly #pictures = new WeakMap<GroundTile, HTMLCanvasElement>();
  /** The tint of each tile's origins. */
  readonly #tints = new WeakMap<GroundTile, HTMLCanvasElement>();
  /** Whether the ground is tinted by where it comes from. */
  tinted = false;
  /** What the newest answer of the room is about. */
  mark: GroundPoint | undefined;
  #labelledAt = Number.NEGATIVE_INFINITY;

  constructor(known: GroundMap) {
    this.#ground = known;
    this.root = element('div', { class: 'minimap', 'data-testid': 'minimap' }, this.#canvas);
  }

  draw(state: RoomState, centre: MapCentre): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const scale = side / span;
    const place = (x: number, z: number): [number, number] => [
      side / 2 + (x - centre.x) * scale,
      side / 2 - (z - centre.z) * scale,
    ];
    context.clearRect(0, 0, side, side);
    context.imageSmoothingEnabled = false;
    for (const tile of this.#ground.tiles) {
      const [x, y] = place(tile.x * tileSize, (tile.z + 1) * tileSize);
      const size = tileSize * scale;
      if (x > side || y > side || x + size < 0 || y + size < 0) continue;
      context.drawImage(this.#pictureOf(tile), x, y, size, size);
      if (this.tinted && tile.origins) context.drawImage(this.#tintOf(tile, tile.origins), x, y, size, size);
    }
    for (const entity of state.entities.values())
      drawEntity(context, entity, place(entity.x, entity.z), scale);
    const others = [...state.players].filter(([id]) => id !== centre.view).map(([, player]) => player);
    for (const { x, z, yaw, colour, connected } of others) {
      context.globalAlpha = connected ? 1 : 0.4;
      drawArrow(context, place(x, z), yaw, playerCssColour(colour), colours.edge);
      context.globalAlpha = 1;
    }
    const own = state.players.get(centre.view);
    const fill = own === undefined ? colours.own : playerCssColour(own.colour);
    drawArrow(context, place(centre.x, centre.z), centre.yaw, fill, colours.own);
    if (this.mark) drawMark(context, place(this.mark.x, this.mark.z), side, colours.mark);
    this.#label(centre, others);
  }

  #label(centre: MapCentre, others: Parameters<typeof mapLabel>[1]): void {
    const now = performance.now();
    if (now - this.#labelledAt < labelInterval) return;
    this.#labelledAt = now;
    const label = mapLabel(centre, others);
    if (this.#canvas.getAttribute('aria-label') !== label) this.#canvas.setAttribute('aria-label', label);
  }

  #pictureOf(tile: GroundTile): HTMLCanvasElement {
    let picture = this.#pictures.get(tile);
    if (picture) return picture;
    picture = element('canvas', { width: tileCells, height: tileCells });
    const pixels = new ImageData(tileCells, tileCells);
    for (const [index, kind] of upright(tile.cells).entries()) {
      pixels.data.set(ground[kind] ?? ground[0], 4 * index);
    }
    picture.getContext('2d')?.putImageData(pixels, 0, 0);
    this.#pictures.set(tile, picture);
    return picture;
  }

  #tintOf(tile: GroundTile, origins: Uint8Array): HTMLCanvasElement {
    let tint = this.#tints.get(tile);
    if (tint) return tint;
    tint = element('canvas');
    drawTint(tint, upright(origins), tileCells);
    this.#tints.set(tile, tint);
    return tint;
  }
}

/** Rows go upwards on the map and downwards in an image. */
function upright(cells: Uint8Array): Uint8Array {
  return cells.map((_, index) => {
    const row = tileCells - 1 - Math.floor(index / tileCells);
    return cells[row * tileCells + (index % tileCells)];
  });
}

function drawEntity(
  context: CanvasRenderingContext2D,
  { kind, yaw, colour }: EntityState,
  [x, y]: [number, number],
  scale: number,
): void {
  const name = entityKinds[kind];
  context.strokeStyle = colours.edge;
  context.lineWidth = 2;
  if (name === 'door' || name === 'block') {
    const [across, , along] = halfExtents[name];
    const [red, green, blue] = blockColours[colour] ?? blockColours[0];
    context.fillStyle = name === 'door' ? colours.door : `rgb(${255 * red} ${255 * green} ${255 * blue})`;
    context.save();
    context.translate(x, y);
    context.rotate(yaw);
    const [width, height] = [Math.max(3, across * scale), Math.max(3, along * scale)];
    context.fillRect(-width, -height, 2 * width, 2 * height);
    context.restore();
  } else if (name === 'orb' || name === 'ball') {
    context.fillStyle = colours[name];
    context.beginPath();
    context.arc(x, y, name === 'orb' ? 5 : Math.max(6, halfExtents.ball[0] * scale), 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

function drawArrow(
  context: CanvasRenderingContext2D,
  [x, y]: [number, number],
  yaw: number,
  fill: string,
  edge: string,
): void {
  context.fillStyle = fill;
  context.strokeStyle = edge;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.beginPath();
  for (const [angle, length] of [
    [0, 24],
    [2.5, 18],
    [Math.PI, 8],
    [-2.5, 18],
  ]) {
    context.lineTo(x + Math.sin(yaw + angle) * length, y - Math.cos(yaw + angle) * length);
  }
  context.closePath();
  context.fill();
  context.stroke();
}
