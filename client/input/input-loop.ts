import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { ActionSampler } from './action-sampler.ts';
import { bindingsOf } from './bindings.ts';
import { Keyboard } from './keyboard.ts';
import { type LookIntent, LookPrediction } from './look-prediction.ts';
import { Pointer, type PointerHandlers } from './pointer.ts';
import { TickPhase } from './tick-phase.ts';

export interface InputLoopOptions extends PointerHandlers {
  session: RoomSession;
  pack: PublicPack;
  /** Milliradians that one pixel of pointer movement turns. */
  sensitivity: number;
}

/** Periods without a state after which the devices are sampled all the same. */
const patience = 1.5;

/** Samples the devices once a tick, shortly before the room takes the inputs, and sends what it finds. */
export class InputLoop {
  readonly pointer: Pointer;
  /** Where the player looks by now. */
  readonly look: LookPrediction;
  readonly #session: RoomSession;
  readonly #sampler: ActionSampler;
  readonly #keyboard: Keyboard;
  readonly #period: number;
  readonly #phase: TickPhase;
  #timer: number | undefined;
  #tick = 0;
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
    this.look = new LookPrediction(actions, view.rate, () => this.#intent());
    this.#keyboard = new Keyboard(this.#sampler, bindings);
    this.pointer = new Pointer(session.stage.root, this.#sampler, options);
    this.#period = 1000 / view.rate;
    this.#phase = new TickPhase(this.#period);
    this.#sampleAt(performance.now());
  }

  /** The room's state changed: a new tick says when the next sample is due. */
  stateChanged(state: RoomState): void {
    const { sessionId } = this.#session;
    if (state.tick === this.#tick || sessionId === undefined) return;
    this.#tick = state.tick;
    const body = state.players.get(sessionId);
    const acknowledged = body?.acknowledged ?? 0;
    const now = performance.now();
    if (body) this.look.acknowledge(body, acknowledged, now);
    this.#sampleAt(this.#phase.ticked(now, acknowledged));
  }

  /** Milliradians a pixel. */
  set sensitivity(milliradians: number) {
    this.#sampler.pointerSensitivity = milliradians / 1000;
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#keyboard.close();
    this.pointer.close();
  }

  #sampleAt(time: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#sample(), Math.max(0, time - performance.now()));
  }

  #sample(): void {
    this.#sampleAt(performance.now() + patience * this.#period);
    const before = this.#intent();
    const { action, changedAt } = this.#sampler.sample();
    const after = this.#intent();
    const { sessionId, roomState } = this.#session;
    const body = sessionId === undefined ? undefined : roomState?.players.get(sessionId);
    if (!body) return;
    // A body that was taken over after a reload goes on counting where its last page stopped.
    this.#sequence = Math.max(this.#sequence, body.acknowledged) + 1;
    const now = performance.now();
    const sent = this.#session.sendInput(this.#sequence, action, now, changedAt);
    const input = sent ? { sequence: this.#sequence, action } : undefined;
    this.look.sampled({ before, after, input }, now);
  }

  #intent(): LookIntent {
    return { turn: this.#sampler.intent('turn'), look: this.#sampler.intent('look') };
  }
}
