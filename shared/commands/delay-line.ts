import { type Action, neutralAction } from '../action.ts';
import { blend } from './setpoint.ts';

/** An action on its way to a body. Times are milliseconds on the caller's clock. */
export interface DelayedAction {
  readonly action: Readonly<Action>;
  /** When it was decided, and when the body shall move by it. */
  readonly issued: number;
  readonly due: number;
  /** Number of the command behind it. */
  readonly sequence: number;
}

/** The action that moves a body, with when it really began to. */
export type EffectiveAction = DelayedAction & { readonly began: number };

/** What is older than this never counts again. */
const mostActions = 256;

/**
 * Delivers actions to a body as late as a robot's command line does. An action holds until the next one is due; a tick in
 * which one takes over from another gets both, by their shares of it, so that a latency is kept more exactly than ticks go.
 */
export class DelayLine {
  #actions: DelayedAction[] = [];
  #effective: EffectiveAction | undefined;

  /** The action that moved the body last; undefined before the first. */
  get effective(): EffectiveAction | undefined {
    return this.#effective;
  }

  /** Adds an action. Those that are due later are taken back: the newest one counts. */
  add(action: DelayedAction): void {
    this.#actions = this.#actions.filter(({ due }) => due < action.due);
    this.#actions.push(action);
    if (this.#actions.length > mostActions) this.#actions.shift();
  }

  clear(): void {
    this.#actions = [];
    this.#effective = undefined;
  }

  /** What moves the body from `from` until `to`, in parts of one action each. */
  parts(from: number, to: number): { action: Readonly<Action>; milliseconds: number }[] {
    const parts: { action: Readonly<Action>; milliseconds: number }[] = [];
    let action: Readonly<Action> = this.#actions.findLast(({ due }) => due <= from)?.action ?? neutralAction;
    let at = from;
    for (const next of this.#actions) {
      if (next.due <= from || next.due >= to) continue;
      parts.push({ action, milliseconds: next.due - at });
      [action, at] = [next.action, next.due];
    }
    parts.push({ action, milliseconds: to - at });
    return parts;
  }

  /** The action of a tick that lasts from `from` until `to`. Ticks do not go back; asking again for the same one is fine. */
  take(from: number, to: number): Action {
    const newest = this.#actions.findLast(({ due }) => due < to);
    if (newest !== undefined && newest.due !== this.#effective?.due) {
      this.#effective = { ...newest, began: Math.max(newest.due, from) };
    }
    // Whatever was due before the one that counts now is over.
    const current = this.#actions.findLast(({ due }) => due <= from);
    if (current) this.#actions = this.#actions.filter(({ due }) => due >= current.due);
    const parts = this.parts(from, to);
    return blend(parts.map(({ action, milliseconds }) => ({ action, share: milliseconds / (to - from) })));
  }
}
