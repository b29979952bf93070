import { gamepadsShown } from '../browser/browser-features.ts';
import type { ControlStates } from './control-states.ts';
import { PadStates, type PadStatesHandlers } from './pad-states.ts';

/**
 * Polls the gamepads once per display frame, because browsers have no events for their buttons. Polling
 * starts when a pad is connected, and stops without pads.
 */
export class Gamepads {
  readonly #pads: PadStates;
  readonly #listening = new AbortController();
  #frame: number | undefined;

  constructor(states: ControlStates, handlers: PadStatesHandlers, deadZone: number) {
    this.#pads = new PadStates(states, handlers, deadZone);
    window.addEventListener('gamepadconnected', () => this.#follow(), { signal: this.#listening.signal });
    window.addEventListener('gamepaddisconnected', () => this.read(), { signal: this.#listening.signal });
    // The callbacks' owner is still under construction.
    this.#frame = requestAnimationFrame(() => this.#follow());
  }

  /** Radius, in [0, 0.5], within which sticks count as let go. */
  set deadZone(radius: number) {
    this.#pads.deadZone = radius;
  }

  /** Takes the newest reading. */
  read(): void {
    this.#pads.read(gamepadsShown(), document.hasFocus() && !document.hidden, performance.now());
  }

  /** Ignores controls that are held now until their release. */
  mute(): void {
    this.read();
    this.#pads.mute();
  }

  close(): void {
    this.#listening.abort();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #follow(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.read();
    if (this.#pads.count > 0) this.#frame = requestAnimationFrame(() => this.#follow());
  }
}
