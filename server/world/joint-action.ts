import { type Action, type ButtonName, buttonNames, neutralAction } from '../../shared/action.ts';
import type { InputMessage } from '../../shared/messages.ts';

/** Ticks for which the last input stays in force. After that the body gets neutral input. */
export const holdTicks = 4;

/** The action of one player in one tick. */
export interface MergedAction {
  /** Axes as held. A button is true only in the tick that follows its press. */
  action: Readonly<Action>;
  /** Sequence number of the underlying input. 0 before the first. */
  sequence: number;
}

interface Held {
  newest: InputMessage | undefined;
  /** Buttons pressed since the last merge. */
  pressed: Set<ButtonName>;
  /** Merges since the newest input. */
  age: number;
}

/** What is held of a player, as plain data. */
export interface HeldInput {
  player: string;
  newest?: InputMessage | undefined;
  pressed: ButtonName[];
  age: number;
}

/**
 * The newest valid input of every player, merged once a tick. A press between two ticks counts even if it is
 * released before the tick. A held button triggers once.
 */
export class JointAction {
  readonly #held = new Map<string, Held>();

  /** Adds a player, or resets one that reconnects, with nothing pressed. */
  reset(player: string): void {
    this.#held.set(player, { newest: undefined, pressed: new Set(), age: 0 });
  }

  remove(player: string): void {
    this.#held.delete(player);
  }

  /** Sets a player's input. Returns false if a newer one is known or the player is not in the room. */
  set(player: string, input: InputMessage): boolean {
    const held = this.#held.get(player);
    if (held === undefined) return false;
    if (held.newest !== undefined && input.sequence <= held.newest.sequence) return false;
    const before = held.newest?.action ?? neutralAction;
    for (const button of buttonNames) {
      if (input.action[button] && !before[button]) held.pressed.add(button);
    }
    held.newest = input;
    held.age = 0;
    return true;
  }

  /** What is held, in the order of players. */
  snapshot(): HeldInput[] {
    return [...this.#held].map(([player, { newest, pressed, age }]) => {
      return { player, newest, pressed: [...pressed], age };
    });
  }

  restore(inputs: readonly HeldInput[]): void {
    this.#held.clear();
    for (const { player, newest, pressed, age } of inputs) {
      this.#held.set(player, { newest, pressed: new Set(pressed), age });
    }
  }

  /** The actions of all players for this tick. Clears pending presses. */
  merge(): Map<string, MergedAction> {
    const merged = new Map<string, MergedAction>();
    for (const [player, held] of this.#held) {
      const fresh = held.newest !== undefined && held.age < holdTicks;
      const axes = fresh && held.newest !== undefined ? held.newest.action : neutralAction;
      merged.set(player, {
        action: {
          ...axes,
          jump: held.pressed.has('jump'),
          use: held.pressed.has('use'),
          place: held.pressed.has('place'),
          remove: held.pressed.has('remove'),
        },
        sequence: held.newest?.sequence ?? 0,
      });
      held.pressed.clear();
      held.age++;
    }
    return merged;
  }
}
