import type { RoomState } from '../../shared/state.ts';
import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { setText } from '../dom/keyed-list.ts';
import type { Bindings } from '../input/bindings.ts';
import type { Device } from '../input/control.ts';
import { bearingOf, sideOf } from '../match/compass.tsx';
import { changePreferences, readPreferences } from '../preferences.ts';
import { texts } from '../texts.ts';
import { FirstSteps, type Goal, type StepName } from './first-steps.ts';
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
  readonly root: HTMLElement;
  readonly #list = element('ol', { class: 'first-steps' });
  readonly #sentence = element('p', { role: 'status', 'data-testid': 'first-minute-step' });
  readonly #arrow = element('span', { class: 'compass-arrow', 'aria-hidden': 'true' }, '↑');
  readonly #place = element('span', { role: 'status', 'data-testid': 'first-minute-place' });
  readonly #where = element('p', { class: 'first-where', hidden: true }, this.#arrow, this.#place);
  readonly #skip: HTMLButtonElement;
  readonly #learnt: (state: RoomState) => void;
  #over: boolean;
  #steps = new FirstSteps();
  #shown = '';
  #saidAt = Number.NEGATIVE_INFINITY;
  #said: StepName | undefined;
  #timer: number | undefined;

  /** `learnt` is called when the last step is done, and not when the rest is skipped. */
  constructor(learnt: (state: RoomState) => void) {
    this.#learnt = learnt;
    const { firstMinute } = texts;
    this.#skip = button(firstMinute.skip, { class: 'quiet', 'data-testid': 'first-minute-skip' }, () => {
      if (!this.#skip.matches(':focus-visible')) this.#skip.blur();
      this.#end();
    });
    this.root = element(
      'section',
      { class: 'first-minute', hidden: true, 'aria-label': firstMinute.label, 'data-testid': 'first-minute' },
      this.#list,
      this.#sentence,
      this.#where,
      this.#skip,
    );
    this.#over = readPreferences().firstMinuteOver;
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
    this.root.hidden = false;
    this.#showList();
    const { firstMinute } = texts;
    this.root.classList.toggle('finished', steps.finished);
    if (steps.finished) {
      setText(this.#sentence, firstMinute.finished[hands.device]);
      setText(this.#skip, firstMinute.close);
      this.#where.hidden = true;
      changePreferences({ firstMinuteOver: true });
      this.#timer = window.setTimeout(() => this.#end(), farewell);
      this.#learnt(state);
      return;
    }
    const { current } = steps;
    if (current === undefined) return;
    setText(this.#skip, firstMinute.skip);
    setText(this.#sentence, stepWords(current, hands.bindings, hands.device, hands.captured));
    const own = ownId === undefined ? undefined : state.players.get(ownId);
    if (own) this.#showWhere(current, own, steps.goal);
  }

  close(): void {
    window.clearTimeout(this.#timer);
  }

  #begin(): void {
    window.clearTimeout(this.#timer);
    changePreferences({ firstMinuteOver: false });
    this.#steps = new FirstSteps();
    this.#shown = '';
    this.#sentence.textContent = '';
    this.#over = false;
  }

  #end(): void {
    window.clearTimeout(this.#timer);
    changePreferences({ firstMinuteOver: true });
    this.#over = true;
    this.root.hidden = true;
  }

  #showList(): void {
    const { steps, current } = this.#steps;
    const key = JSON.stringify([steps, current]);
    if (key === this.#shown) return;
    this.#shown = key;
    const { firstMinute } = texts;
    this.#list.replaceChildren(
      ...steps.map(({ name, done }) => {
        const item = element(
          'li',
          { 'data-step': name, 'data-done': String(done), 'aria-current': name === current && 'step' },
          done ? icon('tick') : '',
          firstMinute.names[name],
        );
        if (done) item.append(element('span', { class: 'unseen' }, ` ${firstMinute.done}`));
        return item;
      }),
    );
  }

  /** Where the thing of the present step lies: an arrow at once, words now and then. */
  #showWhere(step: StepName, own: { x: number; z: number; yaw: number }, goal: Goal | undefined): void {
    this.#where.hidden = goal === undefined;
    if (goal === undefined) return;
    const bearing = bearingOf(own, goal);
    this.#arrow.style.rotate = `${Math.round(bearing - (own.yaw * 180) / Math.PI)}deg`;
    const now = performance.now();
    if (step === this.#said && now < this.#saidAt + sayEvery) return;
    this.#said = step;
    this.#saidAt = now;
    const { firstMinute, map } = texts;
    const side = map.directions[sideOf(bearing, own.yaw)] ?? '';
    setText(this.#place, firstMinute.where(Math.round(goal.metres), side));
  }
}
