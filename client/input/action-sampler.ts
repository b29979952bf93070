import { type Action, type AxisName, neutralAction } from '../../shared/action.ts';
import { type ControlStates, pressPoint } from './control-states.ts';

export interface ActionSamplerOptions {
  states: ControlStates;
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
  /** The first device event that this sample is the first to reflect; milliseconds on the caller's clock. */
  changedAt: number | undefined;
}

/** State of an axis between two samples. */
export interface AxisIntent {
  /** Value of the held controls, -1 to 1. */
  held: number;
  /**
   * Pointer movement that is not sampled yet, in ticks at axis value 1, limited to what samples will carry
   * over.
   */
  moved: number;
}

/** Ticks over which pointer movement beyond the fastest turn is carried over. */
export const carryTicks = 2;

/**
 * Merges the states of all devices into one action a tick. Nothing is queued: a sample is the devices' newest
 * state. Two exceptions preserve short gestures. A key or button that was pressed and released between two
 * samples counts as held in the next one. Pointer movement beyond the fastest turn is carried over for at
 * most {@link carryTicks} more samples. Opposite sides of an axis cancel.
 */
export class ActionSampler {
  /** Radians that one pixel of pointer movement turns or looks. */
  pointerSensitivity: number;
  readonly #options: Omit<ActionSamplerOptions, 'pointerSensitivity'>;
  readonly #states: ControlStates;
  /** Pointer movement not yet sampled, radians: x to the right, y upwards. */
  readonly #movement = { x: 0, y: 0 };

  constructor(options: ActionSamplerOptions) {
    this.#options = options;
    this.#states = options.states;
    this.pointerSensitivity = options.pointerSensitivity;
  }

  /** Releases all controls and drops pointer movement: the page lost the focus. */
  releaseAll(time: number): void {
    this.#states.releaseAll(time);
    this.#movement.x = 0;
    this.#movement.y = 0;
  }

  /** Pixels, as in MouseEvent.movementX and movementY (down is positive). */
  move(dx: number, dy: number, time: number): void {
    if (!Number.isFinite(dx) || !Number.isFinite(dy)) return;
    this.#movement.x += dx * this.pointerSensitivity;
    this.#movement.y -= dy * this.pointerSensitivity;
    this.#states.changed(time);
  }

  /** The action of this tick. */
  sample(): ActionSample {
    const states = this.#states;
    const action: Action = { ...neutralAction };
    for (const axis of states.bindings.axes) {
      const held = states.furthest(axis.positive) - states.furthest(axis.negative);
      action[axis.name] = axis.pointer ? this.#takeMovement(axis.pointer, axis.name, held) : held;
    }
    for (const button of states.bindings.buttons) {
      action[button.name] = states.furthest(button.controls) >= pressPoint;
    }
    return { action, changedAt: states.sampled() };
  }

  /** Present value of the axis `name`; does not affect the next sample. */
  intent(name: AxisName): AxisIntent {
    const states = this.#states;
    const axis = states.bindings.axes.find((bound) => bound.name === name);
    if (!axis) return { held: 0, moved: 0 };
    const held = states.furthest(axis.positive) - states.furthest(axis.negative);
    const movement = axis.pointer ? this.#movement[axis.pointer] / this.#radiansPerTick(name) : 0;
    return { held, moved: clamp(movement, 1 + carryTicks) };
  }

  #radiansPerTick(axis: keyof Action): number {
    const { rate, turnRate, lookRate } = this.#options;
    return (axis === 'look' ? lookRate : turnRate) / rate;
  }

  /** Adds pointer movement to the controls' value, within [-1, 1], and carries the rest over. */
  #takeMovement(pointer: 'x' | 'y', axis: keyof Action, held: number): number {
    const radiansPerTick = this.#radiansPerTick(axis);
    const wanted = this.#movement[pointer] / radiansPerTick;
    const value = clamp(held + wanted, 1);
    // Held keys already turn at full speed, so pointer movement must not continue after their release.
    const rest = held === 0 ? clamp(wanted - value, carryTicks) : 0;
    this.#movement[pointer] = rest * radiansPerTick;
    return value;
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
