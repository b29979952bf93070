import { gamepadsShown } from '../../browser/browser-features.ts';
import type { ControlStates } from '../control-states.ts';
import type { PadOwners, Person } from './pad-owners.ts';
import { PadStates, type PadStatesHandlers } from './pad-states.ts';

export interface GamepadsOptions extends PadStatesHandlers {
  /** The player's gamepads, now. */
  shown(): readonly Gamepad[];
  /** Radius, in [0, 0.5], within which sticks count as let go. */
  deadZone: number;
}

/**
 * Polls a player's gamepads once per display frame, because browsers have no events for their buttons. Polling
 * starts when any pad is connected, and stops without pads.
 */
export class Gamepads {
  readonly #pads: PadStates;
  readonly #shown: () => readonly Gamepad[];
  readonly #listening = new AbortController();
  #frame: number | undefined;

  constructor(states: ControlStates, options: GamepadsOptions) {
    this.#shown = options.shown;
    this.#pads = new PadStates(states, options, options.deadZone);
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
    this.#pads.read(this.#shown(), document.hasFocus() && !document.hidden, performance.now());
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
    if (gamepadsShown().length > 0) this.#frame = requestAnimationFrame(() => this.#follow());
  }
}

/** A player's gamepads, now, among those of all people at this machine. */
export function padsOf(owners: PadOwners, person: Person): Gamepad[] {
  const shown = gamepadsShown();
  owners.read(shown, document.hasFocus() && !document.hidden, performance.now());
  return owners.shownTo(person, shown);
}
