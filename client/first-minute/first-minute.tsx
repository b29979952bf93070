import { signal } from '@preact/signals';
import type { RoomState } from '../../shared/state.ts';
import type { Bindings } from '../input/bindings.ts';
import type { Device } from '../input/control.ts';
import { bearingOf, sideOf } from '../match/compass.tsx';
import { changePreferences, readPreferences } from '../preferences.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import { FirstSteps, type Goal, type StepName } from './first-steps.ts';
import { type Lesson, LessonCard, type Whereabouts } from './lesson-card.tsx';
import { stepWords } from './step-words.ts';

/** Milliseconds for which the card stays after the last step. */
const farewell = 12_000;
/** Milliseconds between two sentences about where a thing lies, because screen readers say each. */
const sayEvery = 4_000;

/** What the page knows of its player's devices. */
export interface Hands {
  bindings: Bindings;
  device: Device;
  /** Whether the mouse is captured. */
  captured: boolean;
}

/**
 * A newcomer's first minute: one step at a time, in words of the device in use, ticked off when it is done in
 * the world. It is shown once on a device, can be skipped, and can be begun anew from the menu.
 */
export class FirstMinute {
  /** Undefined while there is nothing to teach. */
  readonly #lesson = signal<Lesson | undefined>(undefined);
  readonly #where = signal<Whereabouts | undefined>(undefined);
  readonly #view = new Mounted(
    <LessonCard lesson={this.#lesson} where={this.#where} skip={() => this.#end()} />,
  );
  readonly #learnt: (state: RoomState) => void;
  #over: boolean;
  #steps = new FirstSteps();
  #saidAt = Number.NEGATIVE_INFINITY;
  #said: StepName | undefined;
  #timer: number | undefined;

  /** `learnt` is called when the last step is done, and not when the rest is skipped. */
  constructor(learnt: (state: RoomState) => void) {
    this.#learnt = learnt;
    this.#over = readPreferences().firstMinuteOver;
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  /** Whether there is a step to do. */
  get running(): boolean {
    return !this.#over && !this.#steps.finished;
  }

  /** Begins anew, or skips what is left. */
  toggle(): void {
    if (this.running) this.#end();
    else this.#begin();
  }

  update(state: RoomState, ownId: string | undefined, hands: Hands): void {
    const steps = this.#steps;
    if (this.#over || steps.finished) return;
    steps.update(state, ownId);
    if (steps.steps.length === 0) return;
    const { current, finished } = steps;
    const { firstMinute } = texts;
    const done = { steps: steps.steps, current, finished };
    if (finished) {
      this.#lesson.value = { ...done, sentence: firstMinute.finished[hands.device] };
      this.#where.value = undefined;
      changePreferences({ firstMinuteOver: true });
      this.#timer = window.setTimeout(() => this.#end(), farewell);
      this.#learnt(state);
      return;
    }
    if (current === undefined) return;
    const sentence = stepWords(current, hands.bindings, hands.device, hands.captured);
    put(this.#lesson, { ...done, sentence });
    const own = ownId === undefined ? undefined : state.players.get(ownId);
    if (own) this.#showWhere(current, own, steps.goal);
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#view.close();
  }

  #begin(): void {
    window.clearTimeout(this.#timer);
    changePreferences({ firstMinuteOver: false });
    this.#steps = new FirstSteps();
    this.#over = false;
  }

  #end(): void {
    window.clearTimeout(this.#timer);
    changePreferences({ firstMinuteOver: true });
    this.#over = true;
    this.#lesson.value = undefined;
  }

  /** Where the thing of the present step lies: an arrow at once, words now and then. */
  #showWhere(step: StepName, own: { x: number; z: number; yaw: number }, goal: Goal | undefined): void {
    if (goal === undefined) {
      this.#where.value = undefined;
      return;
    }
    const bearing = bearingOf(own, goal);
    const degrees = Math.round(bearing - (own.yaw * 180) / Math.PI);
    put(this.#where, { degrees, words: this.#wordsFor(step, own.yaw, bearing, goal) });
  }

  #wordsFor(step: StepName, yaw: number, bearing: number, goal: Goal): string {
    const now = performance.now();
    const said = this.#where.peek()?.words;
    if (said !== undefined && step === this.#said && now < this.#saidAt + sayEvery) return said;
    this.#said = step;
    this.#saidAt = now;
    const { firstMinute, map } = texts;
    return firstMinute.where(Math.round(goal.metres), map.directions[sideOf(bearing, yaw)] ?? '');
  }
}
