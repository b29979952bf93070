import type { ActionSampler } from './action-sampler.ts';
import { pointerControl } from './control.ts';
import type { ControlStates } from './control-states.ts';

export interface PointerHandlers {
  /** The pointer was captured, or let go (Escape, focus loss). */
  captured(captured: boolean): void;
}

const source = 'pointer';

/**
 * Feeds mouse movement and buttons to the sampler while the pointer is captured by `target`. A click
 * of a mouse on `target` captures it; that click itself presses nothing.
 */
export class Pointer {
  readonly #target: HTMLElement;
  readonly #listening = new AbortController();

  constructor(
    target: HTMLElement,
    states: ControlStates,
    sampler: ActionSampler,
    releaseAll: (time: number) => void,
    handlers: PointerHandlers,
  ) {
    this.#target = target;
    const { signal } = this.#listening;
    /** True while a mouse button is down whose press went to a listener. */
    let heard = false;
    target.addEventListener(
      'click',
      (event) => {
        const touched = event instanceof PointerEvent && event.pointerType === 'touch';
        if (event.button === 0 && !touched && !heard && !this.captured) void this.capture();
      },
      { signal },
    );
    document.addEventListener(
      'mousedown',
      (event) => {
        const onButton = event.target instanceof Element && event.target.closest('button, a') !== null;
        heard = states.listening && !onButton;
        if (!this.captured && !heard) return;
        event.preventDefault();
        states.set(source, pointerControl(event.button), 1, event.timeStamp);
      },
      { signal },
    );
    document.addEventListener(
      'mouseup',
      (event) => states.set(source, pointerControl(event.button), 0, event.timeStamp),
      { signal },
    );
    document.addEventListener(
      'mousemove',
      (event) => {
        if (!this.captured) return;
        states.use('keyboard');
        sampler.move(event.movementX, event.movementY, event.timeStamp);
      },
      { signal },
    );
    document.addEventListener(
      'contextmenu',
      (event) => {
        const onTarget = event.target instanceof Node && target.contains(event.target);
        if (onTarget || states.listening) event.preventDefault();
      },
      { signal },
    );
    document.addEventListener(
      'pointerlockchange',
      (event) => {
        if (!this.captured) releaseAll(event.timeStamp);
        handlers.captured(this.captured);
      },
      { signal },
    );
  }

  get captured(): boolean {
    return document.pointerLockElement === this.#target;
  }

  /** Asks the browser for the pointer; it may say no (no user gesture, too soon after Escape). */
  async capture(): Promise<boolean> {
    try {
      // Raw movement, where the platform has it, turns the same for the same movement of the hand.
      await this.#target.requestPointerLock({ unadjustedMovement: true });
    } catch {
      try {
        await this.#target.requestPointerLock();
      } catch {
        return false;
      }
    }
    return this.captured;
  }

  close(): void {
    if (this.captured) document.exitPointerLock();
    this.#listening.abort();
  }
}
