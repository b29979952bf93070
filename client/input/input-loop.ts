import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { matchesMedia } from '../browser/browser-features.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { ActionSampler } from './action-sampler.ts';
import type { Bindings } from './bindings.ts';
import type { Control, Device } from './control.ts';
import { ControlStates } from './control-states.ts';
import { Keyboard } from './keyboard.ts';
import { Gamepads, type GamepadsOptions } from './pads/gamepads.ts';
import { Pointer, type PointerHandlers } from './pointer.ts';
import type { BodyPredictionOptions } from './prediction/body-prediction.ts';
import { PlayerPrediction } from './prediction/player-prediction.ts';
import { TickPhase } from './tick-phase.ts';
import { TouchControls } from './touch-controls.ts';

export interface InputLoopOptions {
  session: RoomSession;
  pack: PublicPack;
  bindings: Bindings;
  /** Milliradians that one pixel of pointer movement turns. */
  sensitivity: number;
  /** Radius, in [0, 0.5], within which a gamepad's sticks count as let go. */
  deadZone: number;
  /** The device in use changed. */
  deviceChanged(device: Device): void;
  pads: Omit<GamepadsOptions, 'deadZone'>;
  /** Takes what becomes of the mouse. Without it the player has gamepads alone: no keyboard, mouse or screen. */
  pointer?: PointerHandlers;
  /** What the page knows of the ground, for its prediction of the body. */
  slide: BodyPredictionOptions['slide'];
  /** A bound control was pressed. */
  pressed(control: Control): void;
}

/** Periods without a new state after which the devices are sampled anyway. */
const patience = 1.5;

/**
 * Samples all devices once a tick, shortly before the room merges the inputs, and sends the sample. When the
 * page loses the focus or is hidden, all controls are released, because their release events may go to
 * another window.
 */
export class InputLoop {
  readonly pointer: Pointer | undefined;
  readonly touch: TouchControls | undefined;
  /** Predicts where the player looks and stands by now. */
  readonly prediction: PlayerPrediction;
  readonly #session: RoomSession;
  readonly #states: ControlStates;
  readonly #sampler: ActionSampler;
  readonly #keyboard: Keyboard | undefined;
  readonly #gamepads: Gamepads;
  readonly #period: number;
  readonly #phase: TickPhase;
  readonly #listening = new AbortController();
  #timer: number | undefined;
  /** When the next sample is due, milliseconds on performance.now's clock. */
  #dueAt = Number.POSITIVE_INFINITY;
  #tick = 0;
  #sequence = 0;

  constructor(options: InputLoopOptions) {
    const { session, pack, sensitivity, bindings, deadZone } = options;
    const { actions, view } = pack;
    this.#session = session;
    this.#states = new ControlStates({
      bindings,
      device: options.pointer === undefined ? 'gamepad' : usualDevice(),
      deviceChanged: options.deviceChanged,
      pressed: options.pressed,
    });
    this.#sampler = new ActionSampler({
      states: this.#states,
      rate: view.rate,
      turnRate: actions.turnRate,
      lookRate: actions.lookRate,
      pointerSensitivity: sensitivity / 1000,
    });
    this.prediction = new PlayerPrediction({ pack, sampler: this.#sampler, slide: options.slide });
    const releaseAll = (time: number) => this.#releaseAll(time);
    const { connected } = options.pads;
    const joined = (known: boolean) => {
      // Browsers show a pad to a page once one of its buttons is pressed.
      if (known) this.#states.use('gamepad');
      connected(known);
    };
    this.#gamepads = new Gamepads(this.#states, { ...options.pads, connected: joined, deadZone });
    if (options.pointer) {
      this.#keyboard = new Keyboard(this.#states);
      this.pointer = new Pointer(
        session.stage.root,
        this.#states,
        this.#sampler,
        releaseAll,
        options.pointer,
      );
      this.touch = new TouchControls(this.#states);
    }
    const { signal } = this.#listening;
    window.addEventListener('blur', (event) => releaseAll(event.timeStamp), { signal });
    document.addEventListener(
      'visibilitychange',
      (event) => {
        if (document.hidden) releaseAll(event.timeStamp);
      },
      { signal },
    );
    this.#period = 1000 / view.rate;
    this.#phase = new TickPhase(this.#period);
    this.#sampleAt(performance.now());
  }

  /** Takes the room's state: a new tick sets the time of the next sample. */
  stateChanged(state: RoomState): void {
    const { sessionId } = this.#session;
    if (state.tick === this.#tick || sessionId === undefined) return;
    const ticks = state.tick - this.#tick;
    this.#tick = state.tick;
    const body = state.players.get(sessionId);
    const acknowledged = body?.acknowledged ?? 0;
    const now = performance.now();
    if (body) this.prediction.acknowledge(body, ticks, now);
    // A busy page runs its timers late, so the next tick must not postpone a sample that is due.
    if (now >= this.#dueAt) this.#sample();
    this.#sampleAt(this.#phase.ticked(now, acknowledged));
  }

  /** The device that was used last. */
  get device(): Device {
    return this.#states.device;
  }

  /** Records that the player uses a device. */
  use(device: Device): void {
    this.#states.use(device);
  }

  /** Milliradians a pixel. */
  set sensitivity(milliradians: number) {
    this.#sampler.pointerSensitivity = milliradians / 1000;
  }

  set deadZone(radius: number) {
    this.#gamepads.deadZone = radius;
  }

  set bindings(bindings: Bindings) {
    this.#releaseAll(performance.now());
    this.#states.bindings = bindings;
    this.touch?.update();
  }

  /** Sends the next presses of any device to `listener` and not to the game; `undefined` ends that. */
  listen(listener: ((control: Control) => void) | undefined): void {
    this.#releaseAll(performance.now());
    this.#states.listen(listener);
    this.touch?.update();
  }

  /** While a menu is open, sends presses of gamepads to it and nothing to the game; `undefined` ends that. */
  divert(menu: ((control: Control) => void) | undefined): void {
    this.#releaseAll(performance.now());
    this.#states.divert(menu);
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#listening.abort();
    this.#keyboard?.close();
    this.pointer?.close();
    this.#gamepads.close();
    this.touch?.close();
  }

  #releaseAll(time: number): void {
    this.#gamepads.mute();
    this.pointer?.letGo();
    this.touch?.letGo(time);
    this.#sampler.releaseAll(time);
  }

  #sampleAt(time: number): void {
    window.clearTimeout(this.#timer);
    this.#dueAt = time;
    this.#timer = window.setTimeout(() => this.#sample(), Math.max(0, time - performance.now()));
  }

  #sample(): void {
    this.#sampleAt(performance.now() + patience * this.#period);
    this.#gamepads.read();
    const before = this.prediction.intent;
    const { action, changedAt } = this.#sampler.sample();
    const after = this.prediction.intent;
    const { sessionId, roomState } = this.#session;
    const body = sessionId === undefined ? undefined : roomState?.players.get(sessionId);
    if (!body) return;
    // After a reload, the sequence numbers of a body continue where its last page stopped.
    this.#sequence = Math.max(this.#sequence, body.acknowledged) + 1;
    const now = performance.now();
    const sent = this.#session.sendInput(this.#sequence, action, now, changedAt);
    const input = sent ? { sequence: this.#sequence, action } : undefined;
    this.prediction.sampled({ before, after, input }, body.yaw, now);
  }
}

function usualDevice(): Device {
  return matchesMedia('(pointer: coarse)', 'ontouchstart' in window) ? 'touch' : 'keyboard';
}
