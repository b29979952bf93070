import { wrapAngle } from '../../shared/geometry/camera.ts';
import { type Look, type LookLimits, turned } from '../../shared/geometry/look.ts';
import type { Steering } from '../../shared/watching.ts';
import { capturePointer, gamepadsShown } from '../browser/browser-features.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { MovementFilter } from '../input/movement-filter.ts';
import { type PadFlight, padFlight } from './flight-pad.ts';

export interface FlightControlsOptions {
  /** The picture, which is dragged to look around. */
  picture: HTMLElement;
  limits: LookLimits;
  /** Radius, in [0, 0.5], within which a gamepad's sticks count as released. */
  deadZone: number;
  /** Sends the newest steering. */
  steer(steering: Steering): void;
}

/** Directions to fly in; two opposite ones cancel each other. */
export type FlightDirection = 'forward' | 'back' | 'left' | 'right' | 'up' | 'down';

const ways: Readonly<Record<string, FlightDirection>> = {
  KeyW: 'forward',
  KeyS: 'back',
  KeyA: 'left',
  KeyD: 'right',
  KeyE: 'up',
  KeyQ: 'down',
};
const looks: Readonly<Record<string, readonly [turn: number, look: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Radians a dragged pixel, milliseconds between messages, share of the fastest turn for a key. */
const dragged = 0.004;
const interval = 50;
const keyTurn = 0.6;

/**
 * Flies the free camera: keys, held buttons and gamepads move it; arrow keys, dragging the picture and
 * gamepads turn it. The page sends the wanted direction; the room turns the camera there no faster than a
 * player.
 */
export class FlightControls {
  readonly #options: FlightControlsOptions;
  readonly #movement = new MovementFilter();
  readonly #held = new Set<string>();
  readonly #pushed = new Set<FlightDirection>();
  #look: Look | undefined;
  #sent: Steering | undefined;
  #listening: AbortController | undefined;
  #timer: number | undefined;
  #last = 0;

  constructor(options: FlightControlsOptions) {
    this.#options = options;
  }

  /** The wanted direction of the camera; undefined if nobody flies it on this page. */
  get look(): Look | undefined {
    return this.#look;
  }

  /** Starts from the camera's present direction. */
  begin(look: Look): void {
    if (this.#look !== undefined) return;
    this.#look = { yaw: look.yaw, pitch: look.pitch };
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    window.addEventListener('keydown', (event) => this.#key(event), { signal });
    window.addEventListener('keyup', (event) => this.#held.delete(event.code), { signal });
    window.addEventListener('blur', () => this.#letGo(), { signal });
    const { picture } = this.#options;
    picture.addEventListener('pointermove', (event) => this.#drag(event), { signal });
    picture.addEventListener(
      'pointerdown',
      (event) => {
        this.#movement.reset();
        capturePointer(picture, event.pointerId);
      },
      { signal },
    );
    this.#last = performance.now();
    this.#timer = window.setInterval(() => this.#beat(), interval);
  }

  end(): void {
    window.clearInterval(this.#timer);
    this.#listening?.abort();
    this.#listening = undefined;
    this.#look = undefined;
    this.#sent = undefined;
    this.#letGo();
  }

  /** Presses or releases a direction, for buttons of the page. */
  push(way: FlightDirection, held: boolean): void {
    if (held) this.#pushed.add(way);
    else this.#pushed.delete(way);
  }

  #letGo(): void {
    this.#held.clear();
    this.#pushed.clear();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
    if (!(event.code in ways) && !(event.code in looks)) return;
    event.preventDefault();
    this.#held.add(event.code);
  }

  #drag(event: PointerEvent): void {
    if (!this.#look || event.buttons === 0) return;
    const { pitchLimit } = this.#options.limits;
    // The point under the pointer stays under it.
    const moved = this.#movement.take(event.movementX, event.movementY, event.timeStamp);
    const pitch = this.#look.pitch + moved.y * dragged;
    this.#look = {
      yaw: wrapAngle(this.#look.yaw - moved.x * dragged),
      pitch: Math.max(-pitchLimit, Math.min(pitchLimit, pitch)),
    };
  }

  #beat(): void {
    const now = performance.now();
    const seconds = Math.min(0.2, (now - this.#last) / 1000);
    this.#last = now;
    if (!this.#look) return;
    const pad = this.#readPads();
    let turn = pad.turn;
    let look = pad.look;
    for (const code of this.#held) {
      turn += (looks[code]?.[0] ?? 0) * keyTurn;
      look += (looks[code]?.[1] ?? 0) * keyTurn;
    }
    const within = (share: number) => Math.max(-1, Math.min(1, share));
    this.#look = turned(
      this.#look,
      { turn: within(turn), look: within(look) },
      this.#options.limits,
      seconds,
    );
    const steering: Steering = {
      move: within(this.#axis('forward', 'back') + pad.move),
      strafe: within(this.#axis('right', 'left') + pad.strafe),
      rise: within(this.#axis('up', 'down') + pad.rise),
      ...this.#look,
    };
    const still = steering.move === 0 && steering.strafe === 0 && steering.rise === 0;
    // Held controls are sent repeatedly, because the room's copy expires soon.
    if (still && this.#sent && isSame(steering, this.#sent)) return;
    this.#sent = steering;
    this.#options.steer(steering);
  }

  /** Without the focus, the page reads gamepads as at rest, as it does keys. */
  #readPads(): PadFlight {
    const focused = document.hasFocus() && !document.hidden;
    return padFlight(focused ? gamepadsShown() : [], this.#options.deadZone);
  }

  #axis(more: FlightDirection, less: FlightDirection): number {
    const held = [...this.#pushed, ...[...this.#held].flatMap((code) => ways[code] ?? [])];
    return Number(held.includes(more)) - Number(held.includes(less));
  }
}

function isSame(a: Steering, b: Steering): boolean {
  const { move, strafe, rise, yaw, pitch } = a;
  return b.move === move && b.strafe === strafe && b.rise === rise && b.yaw === yaw && b.pitch === pitch;
}
