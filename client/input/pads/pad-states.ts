import { stickAxes } from '../../../shared/device-bindings.ts';
import { isLookingStick } from '../bindings.ts';
import { buttonControl, type Control, stickControl } from '../control.ts';
import type { ControlStates } from '../control-states.ts';
import { lookingResponse, movingResponse, respond } from '../stick.ts';

/** The used properties of a Gamepad: axes 0 to 3 are the sticks' x and y, where y grows downwards. */
export interface PadReading {
  readonly index: number;
  readonly mapping: string;
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
}

export interface PadStatesHandlers {
  /** A pad was connected or disconnected; `known` is false if the browser does not know its layout. */
  connected(known: boolean): void;
  /** The pad with this index was disconnected, or is another player's from now on. */
  disconnected(index: number): void;
}

interface Pad {
  known: boolean;
  held: ReadonlyMap<Control, number>;
  /** Controls that are ignored until their release. */
  muted: Set<Control>;
}

/**
 * Follows gamepads from one reading to the next. Only pads with the standard mapping count, because the
 * resting values of other axes are unknown. Disconnecting a pad releases its controls. All of its pads
 * control the same player.
 */
export class PadStates {
  /** Radius, in [0, 0.5], within which sticks count as let go. */
  deadZone: number;
  readonly #states: ControlStates;
  readonly #handlers: PadStatesHandlers;
  readonly #pads = new Map<number, Pad>();

  constructor(states: ControlStates, handlers: PadStatesHandlers, deadZone = movingResponse.deadZone) {
    this.#states = states;
    this.#handlers = handlers;
    this.deadZone = deadZone;
  }

  /**
   * Takes the newest reading of all pads. Without the focus (`focused` false), the page reads them as at
   * rest.
   */
  read(readings: readonly (PadReading | null)[], focused: boolean, time: number): void {
    const present = new Set<number>();
    for (const reading of readings) {
      if (!reading) continue;
      present.add(reading.index);
      this.#readPad(reading, focused, time);
    }
    for (const index of [...this.#pads.keys()]) {
      if (present.has(index)) continue;
      this.#pads.delete(index);
      this.#states.release(sourceOf(index), time);
      this.#handlers.disconnected(index);
    }
    if (!focused) {
      for (const index of this.#pads.keys()) this.#states.release(sourceOf(index), time);
      this.mute();
    }
  }

  /** Ignores controls that are held now until their release. */
  mute(): void {
    for (const pad of this.#pads.values()) pad.muted = new Set(pad.held.keys());
  }

  #readPad(reading: PadReading, focused: boolean, time: number): void {
    const { index } = reading;
    const pad = this.#pads.get(index) ?? this.#add(reading);
    if (!pad.known) return;
    const former = pad.held;
    pad.held = this.#controlsOf(reading);
    if (!focused) return;
    for (const control of pad.muted) if (!pad.held.has(control)) pad.muted.delete(control);
    for (const control of former.keys()) {
      if (!pad.held.has(control)) this.#states.set(sourceOf(index), control, 0, time);
    }
    for (const [control, value] of pad.held) {
      if (!pad.muted.has(control)) this.#states.set(sourceOf(index), control, value, time);
    }
  }

  #add({ index, mapping }: PadReading): Pad {
    const pad: Pad = { known: mapping === 'standard', held: new Map(), muted: new Set() };
    this.#pads.set(index, pad);
    this.#handlers.connected(pad.known);
    return pad;
  }

  /** All held controls with their values. */
  #controlsOf({ axes, buttons }: PadReading): Map<Control, number> {
    const held = new Map<Control, number>();
    buttons.forEach(({ pressed, value }, index) => {
      const far = pressed && !(value > 0) ? 1 : Math.max(0, Math.min(1, finite(value)));
      if (far > 0) held.set(buttonControl('gamepad', index), far);
    });
    for (const [stick, first] of [
      ['left', 0],
      ['right', 2],
    ] as const) {
      const looks = isLookingStick(this.#states.bindings, 'gamepad', stick);
      const response = { ...(looks ? lookingResponse : movingResponse), deadZone: this.deadZone };
      const { x, y } = respond({ x: finite(axes[first]), y: -finite(axes[first + 1]) }, response);
      for (const axis of stickAxes) {
        if (!axis.startsWith(stick)) continue;
        const value = axis.endsWith('X') ? x : y;
        if (value !== 0) held.set(stickControl('gamepad', axis, value > 0 ? '+' : '-'), Math.abs(value));
      }
    }
    return held;
  }
}

function sourceOf(index: number): string {
  return `pad ${index}`;
}

/** Some drivers temporarily report NaN or a value outside the range. */
function finite(value: number | undefined): number {
  return value !== undefined && Math.abs(value) <= 1.5 ? value : 0;
}
