import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { PlanSketch, SketchWall } from '../../shared/sketch.ts';
import { element } from '../dom/element.ts';
import type { GroundSquare } from '../map/ground-map.ts';
import { formats, texts } from '../texts.ts';
import { snap, snapStep } from './sketch-plan.ts';

/** The known ground, and the host's position and heading (radians). */
export interface SketchMap extends GroundSquare {
  readonly own: GroundPoint & { readonly yaw: number };
}

/** Pixels a side, and metres a side before the room's map is available. */
const side = 448;
const defaultSpan = 32;
const colours = {
  unknown: '#11141b',
  ground: '#2c3646',
  solid: '#8794a8',
  grid: 'rgb(255 255 255 / 0.07)',
  wall: '#ffb454',
  area: 'rgb(255 180 84 / 0.5)',
  own: '#6ad7ff',
  cross: '#ffffff',
} as const;

/**
 * The map of a sketch pad, seen from above with z upwards: the known ground, the walls, and a cursor for the
 * arrow keys. A wall is dragged with a pointer, or begun and ended with Enter.
 */
export class SketchCanvas {
  readonly root = element('canvas', {
    class: 'sketch-map',
    width: side,
    height: side,
    tabindex: 0,
    role: 'application',
    'data-testid': 'sketch-map',
  });
  readonly #drawn: (from: GroundPoint, to: GroundPoint) => void;
  #map: SketchMap | undefined;
  #walls: readonly SketchWall[] = [];
  #area: PlanSketch['area'] | undefined;
  #cross: GroundPoint = { x: 0, z: 0 };
  #begun: GroundPoint | undefined;

  /** `drawn` is called with both ends of a wall. */
  constructor(drawn: (from: GroundPoint, to: GroundPoint) => void) {
    this.#drawn = drawn;
    this.root.addEventListener('pointerdown', (event) => {
      this.root.setPointerCapture(event.pointerId);
      this.#begun = this.#cross = this.#placeAt(event);
      this.#draw();
    });
    this.root.addEventListener('pointermove', (event) => {
      if (!this.root.hasPointerCapture(event.pointerId)) return;
      this.#cross = this.#placeAt(event);
      this.#draw();
    });
    this.root.addEventListener('pointerup', (event) => {
      this.#cross = this.#placeAt(event);
      this.#end();
    });
    this.root.addEventListener('pointercancel', () => this.#drop());
    this.root.addEventListener('keydown', (event) => this.#key(event));
    this.#draw();
  }

  show(walls: readonly SketchWall[], area: PlanSketch['area'] | undefined): void {
    this.#walls = walls;
    this.#area = area;
    this.#draw();
  }

  set map(map: SketchMap) {
    if (this.#map === undefined) this.#cross = { x: snap(map.own.x), z: snap(map.own.z) };
    this.#map = map;
    this.#draw();
  }

  #key(event: KeyboardEvent): void {
    const steps: Record<string, GroundPoint> = {
      ArrowLeft: { x: -snapStep, z: 0 },
      ArrowRight: { x: snapStep, z: 0 },
      ArrowUp: { x: 0, z: snapStep },
      ArrowDown: { x: 0, z: -snapStep },
    };
    const step = steps[event.code];
    if (step) {
      const { x0, z0, span } = this.#frame();
      const inside = (value: number, from: number) => Math.max(from, Math.min(from + span, value));
      this.#cross = { x: inside(this.#cross.x + step.x, x0), z: inside(this.#cross.z + step.z, z0) };
    } else if (event.code === 'Enter' && !event.repeat) {
      if (this.#begun) this.#end();
      else this.#begun = this.#cross;
    } else if (event.code === 'Escape' && this.#begun) {
      this.#begun = undefined;
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.#draw();
  }

  #end(): void {
    const from = this.#begun;
    this.#begun = undefined;
    if (from && (from.x !== this.#cross.x || from.z !== this.#cross.z)) this.#drawn(from, this.#cross);
    this.#draw();
  }

  #drop(): void {
    this.#begun = undefined;
    this.#draw();
  }

  /** The visible area of the canvas: lower left corner and side, metres. */
  #frame(): { x0: number; z0: number; span: number } {
    if (this.#map === undefined) return { x0: -defaultSpan / 2, z0: -defaultSpan / 2, span: defaultSpan };
    const { x0, z0, cellSize, rows } = this.#map;
    return { x0, z0, span: Math.max(1, rows.length) * cellSize };
  }

  #placeAt(event: PointerEvent): GroundPoint {
    const { x0, z0, span } = this.#frame();
    const bounds = this.root.getBoundingClientRect();
    const across = (event.clientX - bounds.left) / bounds.width;
    const down = (event.clientY - bounds.top) / bounds.height;
    const within = (share: number) => Math.max(0, Math.min(1, share));
    return { x: snap(x0 + within(across) * span), z: snap(z0 + (1 - within(down)) * span) };
  }

  #draw(): void {
    const context = this.root.getContext('2d');
    if (context === null) return;
    const { x0, z0, span } = this.#frame();
    const scale = side / span;
    const at = ({ x, z }: GroundPoint): [number, number] => [(x - x0) * scale, side - (z - z0) * scale];
    context.fillStyle = colours.unknown;
    context.fillRect(0, 0, side, side);
    for (const [row, cells] of this.#map?.rows.entries() ?? []) {
      const size = (this.#map?.cellSize ?? 0) * scale;
      for (const [column, cell] of cells.entries()) {
        if (cell === 'unknown') continue;
        context.fillStyle = cell === 'solid' ? colours.solid : colours.ground;
        context.fillRect(column * size, side - (row + 1) * size, size + 0.5, size + 0.5);
      }
    }
    context.strokeStyle = colours.grid;
    context.lineWidth = 1;
    for (let metre = 0; metre <= span; metre += 2) {
      context.strokeRect(metre * scale, 0, 2 * scale, side);
      context.strokeRect(0, metre * scale, side, 2 * scale);
    }
    if (this.#area) {
      const [left, bottom] = at(this.#area.from);
      const [right, top] = at(this.#area.to);
      context.strokeStyle = colours.area;
      context.setLineDash([6, 5]);
      context.strokeRect(left, top, right - left, bottom - top);
      context.setLineDash([]);
    }
    const line = (from: GroundPoint, to: GroundPoint, width: number) => {
      context.lineWidth = Math.max(2, width * scale);
      context.beginPath();
      context.moveTo(...at(from));
      context.lineTo(...at(to));
      context.stroke();
    };
    context.strokeStyle = colours.wall;
    for (const { from, to, thickness } of this.#walls) line(from, to, thickness);
    if (this.#begun) line(this.#begun, this.#cross, 0.2);
    if (this.#map) this.#drawOwn(context, at(this.#map.own), this.#map.own.yaw);
    const [x, y] = at(this.#cross);
    context.strokeStyle = colours.cross;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x - 7, y);
    context.lineTo(x + 7, y);
    context.moveTo(x, y - 7);
    context.lineTo(x, y + 7);
    context.stroke();
    const { canvas } = texts.sketch;
    const metres = (value: number) => formats.number(value, 1);
    const label = canvas(metres(this.#cross.x), metres(this.#cross.z), this.#begun !== undefined);
    this.root.setAttribute('aria-label', label);
  }

  #drawOwn(context: CanvasRenderingContext2D, [x, y]: [number, number], yaw: number): void {
    context.fillStyle = colours.own;
    context.beginPath();
    for (const [angle, length] of [
      [0, 11],
      [2.5, 7],
      [-2.5, 7],
    ]) {
      context.lineTo(x + Math.sin(yaw + angle) * length, y - Math.cos(yaw + angle) * length);
    }
    context.fill();
  }
}
