import type { PublicPack } from '../../shared/messages.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { ActionSampler } from './action-sampler.ts';
import { bindingsOf } from './bindings.ts';
import { Keyboard } from './keyboard.ts';
import { Pointer, type PointerHandlers } from './pointer.ts';

export interface InputLoopOptions extends PointerHandlers {
  session: RoomSession;
  pack: PublicPack;
  /** Milliradians that one pixel of pointer movement turns. */
  sensitivity: number;
}

/** Samples the devices once a tick and sends what it finds. */
export class InputLoop {
  readonly pointer: Pointer;
  readonly #session: RoomSession;
  readonly #sampler: ActionSampler;
  readonly #keyboard: Keyboard;
  readonly #timer: number;
  #sequence = 0;

  constructor(options: InputLoopOptions) {
    const { session, pack, sensitivity } = options;
    const { actions, view } = pack;
    const bindings = bindingsOf(actions);
    this.#session = session;
    this.#sampler = new ActionSampler({
      bindings,
      rate: view.rate,
      turnRate: actions.turnRate,
      lookRate: actions.lookRate,
      pointerSensitivity: sensitivity / 1000,
    });
    this.#keyboard = new Keyboard(this.#sampler, bindings);
    this.pointer = new Pointer(session.stage.root, this.#sampler, options);
    this.#timer = window.setInterval(() => this.#tick(), 1000 / view.rate);
  }

  /** Milliradians a pixel. */
  set sensitivity(milliradians: number) {
    this.#sampler.pointerSensitivity = milliradians / 1000;
  }

  close(): void {
    window.clearInterval(this.#timer);
    this.#keyboard.close();
    this.pointer.close();
  }

  #tick(): void {
    const { action, changedAt } = this.#sampler.sample();
    const { sessionId, roomState } = this.#session;
    const body = sessionId === undefined ? undefined : roomState?.players.get(sessionId);
    if (!body) return;
    // A body that was taken over after a reload goes on counting where its last page stopped.
    this.#sequence = Math.max(this.#sequence, body.acknowledged) + 1;
    this.#session.sendInput(this.#sequence, action, performance.now(), changedAt);
  }
}
