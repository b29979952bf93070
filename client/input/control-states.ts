import type { Bindings } from './bindings.ts';
import { type Control, type Device, deviceOf, stickOf } from './control.ts';

/** Value from which a control counts as pressed. */
export const pressPoint = 0.5;

export interface ControlStatesOptions {
  bindings: Bindings;
  /** The device in use. */
  device: Device;
  /** The device in use changed. */
  deviceChanged?(device: Device): void;
  /** A bound control was pressed. */
  pressed?(control: Control): void;
}

/**
 * Values of all controls, merged over all devices. Each source (`keyboard`, `pad 0`) reports its own values.
 * The greatest value of a control counts, so the order of the reports makes no difference.
 */
export class ControlStates {
  bindings: Bindings;
  readonly #sources = new Map<string, Map<Control, number>>();
  /** Greatest value of each key and button since the last sample. */
  readonly #taps = new Map<Control, number>();
  readonly #pressed: ((control: Control) => void) | undefined;
  readonly #deviceChanged: ((device: Device) => void) | undefined;
  #device: Device;
  #listener: ((control: Control) => void) | undefined;
  #menu: ((control: Control) => void) | undefined;
  #changedAt: number | undefined;

  constructor(options: ControlStatesOptions) {
    this.bindings = options.bindings;
    this.#device = options.device;
    this.#pressed = options.pressed;
    this.#deviceChanged = options.deviceChanged;
  }

  /** The device that was used last. */
  get device(): Device {
    return this.#device;
  }

  /** Records the use of a device, whether or not the control is bound. */
  use(device: Device): void {
    if (device === this.#device) return;
    this.#device = device;
    this.#deviceChanged?.(device);
  }

  /** True while presses go to a listener and not to the game. */
  get listening(): boolean {
    return this.#listener !== undefined;
  }

  /** Sends the presses of all controls to `listener` only; undefined ends that. */
  listen(listener: ((control: Control) => void) | undefined): void {
    this.#listener = listener;
    for (const source of this.#sources.values()) source.clear();
    this.#taps.clear();
  }

  /** While a menu is open, presses of gamepads go to it and nothing goes to the game; undefined ends that. */
  divert(menu: ((control: Control) => void) | undefined): void {
    this.#menu = menu;
    this.#taps.clear();
  }

  /** True if a press of the control has an effect. */
  wants(control: Control): boolean {
    return this.listening || (this.#menu === undefined && this.bindings.controls.has(control));
  }

  /** Sets the value of a control for a source, in [0, 1]; milliseconds on the caller's clock. */
  set(source: string, control: Control, value: number, time: number): void {
    const values = this.#valuesOf(source);
    const before = values.get(control) ?? 0;
    if (value === before) return;
    if (value === 0) values.delete(control);
    else values.set(control, value);
    if (before === 0) this.use(deviceOf(control));
    if (this.#listener) {
      if (before < pressPoint && value >= pressPoint) this.#listener(control);
      return;
    }
    if (this.#menu) {
      if (deviceOf(control) === 'gamepad' && before < pressPoint && value >= pressPoint) this.#menu(control);
      return;
    }
    if (!this.bindings.controls.has(control)) return;
    // A stick that passes its centre must not count as still pushed.
    if (!stickOf(control)) this.#taps.set(control, Math.max(value, this.#taps.get(control) ?? 0));
    this.#changedAt ??= time;
    if (before < pressPoint && value >= pressPoint) this.#pressed?.(control);
  }

  /** Removes a source with all its values; the next sample contains nothing of it. */
  release(source: string, time: number): void {
    const values = this.#sources.get(source);
    if (!values) return;
    if (values.size > 0) this.#changedAt ??= time;
    for (const control of values.keys()) this.#taps.delete(control);
    this.#sources.delete(source);
  }

  /** Releases all controls and drops pending taps. */
  releaseAll(time: number): void {
    for (const source of [...this.#sources.keys()]) this.release(source, time);
    this.#taps.clear();
  }

  /** Records a change that is not a control's, such as pointer movement. */
  changed(time: number): void {
    this.#changedAt ??= time;
  }

  /** Value of a control in [0, 1], now or since the last sample. */
  value(control: Control): number {
    if (this.#listener || this.#menu) return 0;
    let furthest = 0;
    for (const values of this.#sources.values()) furthest = Math.max(furthest, values.get(control) ?? 0);
    return furthest > 0 ? furthest : (this.#taps.get(control) ?? 0);
  }

  /** The greatest value of several controls. */
  furthest(controls: readonly Control[]): number {
    return Math.max(0, ...controls.map((control) => this.value(control)));
  }

  /** Ends a sample: returns the time of the first change that it reflects, and starts over. */
  sampled(): number | undefined {
    const changedAt = this.#changedAt;
    this.#taps.clear();
    this.#changedAt = undefined;
    return changedAt;
  }

  #valuesOf(source: string): Map<Control, number> {
    const values = this.#sources.get(source) ?? new Map<Control, number>();
    this.#sources.set(source, values);
    return values;
  }
}
