import type { RoomState } from '../../../shared/state.ts';
import { matchesMedia } from '../../browser/browser-features.ts';
import { CrosshairPrompts } from '../../hud/crosshair-prompts.tsx';
import { OwnEvents } from '../../hud/own-events.ts';
import type { Bindings } from '../../input/bindings.ts';
import type { Device } from '../../input/control.ts';
import { InputLoop, type InputLoopOptions } from '../../input/input-loop.ts';
import { rumble } from '../../input/pads/rumble.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { type KnownGround, slideOnKnownGround } from '../../input/prediction/known-ground.ts';
import type { PlayerPrediction } from '../../input/prediction/player-prediction.ts';
import { readPreferences } from '../../preferences.ts';

export interface OwnPlayerOptions
  extends Omit<InputLoopOptions, 'bindings' | 'sensitivity' | 'deadZone' | 'slide' | 'pressed'> {
  bindings: Bindings;
  /** Kind of the ground at a place, by the map that the page has. */
  groundAt: KnownGround['kindAt'];
  /** A control of the page was pressed. */
  pressed(slot: PageSlot): void;
}

/** A player at this machine: its devices, where its body and eye are expected by now, and what it can do here. */
export class OwnPlayer {
  readonly input: InputLoop;
  /** Whether its gamepad vibrates. */
  rumbles: boolean;
  readonly #options: OwnPlayerOptions;
  readonly #events = new OwnEvents();
  readonly #offers = new CrosshairPrompts();
  #bindings: Bindings;

  constructor(options: OwnPlayerOptions) {
    this.#options = options;
    const { session, bindings } = options;
    const { rumble: wished, sensitivity, deadZone } = readPreferences();
    this.#bindings = bindings;
    this.rumbles = wished ?? !matchesMedia('(prefers-reduced-motion: reduce)');
    const ground: KnownGround = {
      kindAt: options.groundAt,
      state: () => session.roomState,
      own: () => session.sessionId,
    };
    this.input = new InputLoop({
      ...options,
      ...{ sensitivity, deadZone },
      slide: (from, wish) => slideOnKnownGround(ground, from, wish),
      pressed: (control) => this.#pressed(control),
    });
    session.stage.root.after(this.#offers.root, ...(this.input.touch ? [this.input.touch.root] : []));
  }

  get bindings(): Bindings {
    return this.#bindings;
  }

  set bindings(bindings: Bindings) {
    this.#bindings = bindings;
    this.input.bindings = bindings;
  }

  /** The device that was used last. */
  get device(): Device {
    return this.input.device;
  }

  /** Predicts where the player looks and stands by now. */
  get prediction(): PlayerPrediction {
    return this.input.prediction;
  }

  /** Forgets where the body is expected: the page joined anew. */
  reset(): void {
    this.prediction.reset();
  }

  roomState(state: RoomState): void {
    this.input.stateChanged(state);
    const { session, pads } = this.#options;
    this.#offers.update(state, session.sessionId, this.#bindings, this.device);
    const events = this.#events.update(state, session.sessionId);
    if (this.rumbles && this.device === 'gamepad') for (const event of events) rumble(event, pads.shown());
  }

  close(): void {
    this.input.close();
  }

  #pressed(control: string): void {
    for (const name of ['place', 'remove'] as const) {
      if (this.#bindings.slots.get(name)?.includes(control)) this.#offers.built();
    }
    const slot = this.#bindings.page.find(({ controls }) => controls.includes(control))?.name;
    if (slot) this.#options.pressed(slot);
  }
}
