import { type Action, neutralAction } from '../../shared/action.ts';
import type { Bindings, Control } from './bindings.ts';

export interface ActionSamplerOptions {
  bindings: Bindings;
  /** Samples a second: the pack's rate. */
  rate: number;
  /** Fastest turn and look, radians a second, at axis value 1. */
  turnRate: number;
  lookRate: number;
  /** Radians that one pixel of pointer movement turns or looks. */
  pointerSensitivity: number;
}

export interface ActionSample {
  action: Action;
  /** Milliseconds, on the clock the caller used: the first device event that this sample is first to show. */
  changedAt: number | undefined;
}

/** What devices ask of an axis between two samples. */
export interface AxisIntent {
  /** As held by controls now, -1 to 1. */
  held: number;
  /** Pointer movement that is not sampled yet, in ticks at axis value 1, as far as samples will take it. */
  moved: number;
}

/** Ticks for which pointer movement that was too fast for one tick goes on turning. */
export const carryTicks = 2;

/**
 * Turns device events into one action a tick. Nothing is queued: a sample is the devices' newest
 * state, with two exceptions that keep short gestures. A control that was pressed and let go between
 * two samples counts as held in the next one; and pointer movement beyond the fastest turn is carried
 * over for at most {@link carryTicks} more samples.
 */
export class ActionSampler {
  /** Radians that one pixel of pointer movement turns or looks. */
  pointerSensitivity: number;
  readonly #options: Omit<ActionSamplerOptions, 'pointerSensitivity'>;
  readonly #held = new Set<Control>();
  readonly #tapped = new Set<Control>();
  /** Pointer movement not yet sampled, radians: x to the right, y upwards. */
  readonly #movement = { x: 0, y: 0 };
  #changedAt: number | undefined;

  constructor(options: ActionSamplerOptions) {
    this.#options = options;
    this.pointerSensitivity = options.pointerSensitivity;
  }

  /** Controls that are bound to nothing, or already held, are ignored. */
  press(control: Control, time: number): void {
    if (!this.#options.bindings.controls.has(control) || this.#held.has(control)) return;
    this.#held.add(control);
    this.#tapped.add(control);
    this.#changedAt ??= time;
  }

  release(control: Control, time: number): void {
    if (this.#held.delete(control)) this.#changedAt ??= time;
  }

  /** Everything is let go and forgotten: the page lost the focus. */
  releaseAll(time: number): void {
    if (this.#held.size > 0) this.#changedAt ??= time;
    this.#held.clear();
    this.#tapped.clear();
    this.#movement.x = 0;
    this.#movement.y = 0;
  }

  /** Pixels, as in MouseEvent.movementX and movementY (down is positive). */
  move(dx: number, dy: number, time: number): void {
    this.#movement.x += dx * this.pointerSensitivity;
    this.#movement.y -= dy * this.pointerSensitivity;
    this.#changedAt ??= time;
  }

  /** The action of this tick. */
  sample(): ActionSample {
    const { bindings } = this.#options;
    const action: Action = { ...neutralAction };
    for (const axis of bindings.axes) {
      const [negative, positive] = axis.controls ?? [];
      const keys = Number(this.#active(positive)) - Number(this.#active(negative));
      action[axis.name] = axis.pointer ? this.#takeMovement(axis.pointer, axis.name, keys) : keys;
    }
    for (const button of bindings.buttons) {
      action[button.name] = button.controls.some((control) => this.#active(control));
    }
    const changedAt = this.#changedAt;
    this.#tapped.clear();
    this.#changedAt = undefined;
    return { action, changedAt };
  }

  /** What the devices ask for now of the axis `name`; takes nothing from the next sample. */
  intent(name: 'turn' | 'look'): AxisIntent {
    const axis = this.#options.bindings.axes.find((bound) => bound.name === name);
    const [negative, positive] = axis?.controls ?? [];
    const held = Number(this.#active(positive)) - Number(this.#active(negative));
    const movement = axis?.pointer ? this.#movement[axis.pointer] / this.#radiansPerTick(name) : 0;
    return { held, moved: clamp(movement, 1 + carryTicks) };
  }

  #radiansPerTick(axis: keyof Action): number {
    const { rate, turnRate, lookRate } = this.#options;
    return (axis === 'look' ? lookRate : turnRate) / rate;
  }

  #active(control: Control | undefined): boolean {
    return control !== undefined && (this.#held.has(control) || this.#tapped.has(control));
  }

  /** Adds pointer movement to what the keys ask for, within [-1, 1], and keeps the rest. */
  #takeMovement(pointer: 'x' | 'y', axis: keyof Action, keys: number): number {
    const radiansPerTick = this.#radiansPerTick(axis);
    const wanted = this.#movement[pointer] / radiansPerTick;
    const value = clamp(keys + wanted, 1);
    // Held keys already turn at full speed, so what the pointer adds must not outlast them.
    const rest = keys === 0 ? clamp(wanted - value, carryTicks) : 0;
    this.#movement[pointer] = rest * radiansPerTick;
    return value;
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
