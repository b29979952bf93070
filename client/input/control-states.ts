import type { Bindings } from './bindings.ts';
import { type Control, type Device, deviceOf, stickOf } from './control.ts';

/** From how far on a control counts as pressed, where only pressed or not matters. */
export const pressPoint = 0.5;

export interface ControlStatesOptions {
  bindings: Bindings;
  /** The device that a person most likely has in hand. */
  device: Device;
  /** Another device was used than before. */
  deviceChanged?(device: Device): void;
  /** A control that is bound to something was pressed. */
  pressed?(control: Control): void;
}

/**
 * Values of all controls, merged over all devices. Each source (`keyboard`, `pad 0`) reports its own values; the
 * greatest value of a control counts, so that the order in which devices report makes no difference.
 */
export class ControlStates {
  bindings: Bindings;
  readonly #sources = new Map<string, Map<Control, number>>();
  /** How far each key and button was pressed since the last sample. */
  readonly #taps = new Map<Control, number>();
  readonly #pressed: ((control: Control) => void) | undefined;
  readonly #deviceChanged: ((device: Device) => void) | undefined;
  #device: Device;
  #listener: ((control: Control) => void) | undefined;
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

  /** A device was touched, whether or not that control is bound to anything. */
  use(device: Device): void {
    if (device === this.#device) return;
    this.#device = device;
    this.#deviceChanged?.(device);
  }

  /** True while the next press goes to a listener, and not to the game. */
  get listening(): boolean {
    return this.#listener !== undefined;
  }

  /** While there is a listener, presses of every control go to it and nothing else comes of them. */
  listen(listener: ((control: Control) => void) | undefined): void {
    this.#listener = listener;
    for (const source of this.#sources.values()) source.clear();
    this.#taps.clear();
  }

  /** True when a press of the control comes to something. */
  wants(control: Control): boolean {
    return this.listening || this.bindings.controls.has(control);
  }

  /** How far a source holds a control, in [0, 1]; milliseconds on the caller's clock. */
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
    if (!this.bindings.controls.has(control)) return;
    // A stick on its way through the middle must not count as still pushed.
    if (!stickOf(control)) this.#taps.set(control, Math.max(value, this.#taps.get(control) ?? 0));
    this.#changedAt ??= time;
    if (before < pressPoint && value >= pressPoint) this.#pressed?.(control);
  }

  /** A source is gone, or holds nothing any more; nothing of it is left for the next sample. */
  release(source: string, time: number): void {
    const values = this.#sources.get(source);
    if (!values) return;
    if (values.size > 0) this.#changedAt ??= time;
    for (const control of values.keys()) this.#taps.delete(control);
    this.#sources.delete(source);
  }

  /** Everything is let go and forgotten. */
  releaseAll(time: number): void {
    for (const source of [...this.#sources.keys()]) this.release(source, time);
    this.#taps.clear();
  }

  /** Something moved that is no control, such as the pointer. */
  changed(time: number): void {
    this.#changedAt ??= time;
  }

  /** How far a control is held, or was since the last sample, in [0, 1]. */
  value(control: Control): number {
    if (this.#listener) return 0;
    let furthest = 0;
    for (const values of this.#sources.values()) furthest = Math.max(furthest, values.get(control) ?? 0);
    return furthest > 0 ? furthest : (this.#taps.get(control) ?? 0);
  }

  /** The furthest of several controls. */
  furthest(controls: readonly Control[]): number {
    return Math.max(0, ...controls.map((control) => this.value(control)));
  }

  /** A sample was taken: gives when the first change came that it shows, and starts over. */
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
