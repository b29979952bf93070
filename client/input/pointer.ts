import type { ActionSampler } from './action-sampler.ts';
import { pointerControl } from './bindings.ts';

export interface PointerHandlers {
  /** The pointer was captured, or let go (Escape, focus loss). */
  captured(captured: boolean): void;
}

/**
 * Feeds mouse movement and buttons to a sampler while the pointer is captured by `target`. A click
 * on `target` captures it; that click itself presses nothing.
 */
export class Pointer {
  readonly #target: HTMLElement;
  readonly #listening = new AbortController();

  constructor(target: HTMLElement, sampler: ActionSampler, handlers: PointerHandlers) {
    this.#target = target;
    const { signal } = this.#listening;
    target.addEventListener(
      'click',
      (event) => {
        if (event.button === 0 && !this.captured) void this.capture();
      },
      { signal },
    );
    document.addEventListener(
      'mousedown',
      (event) => {
        if (!this.captured) return;
        event.preventDefault();
        sampler.press(pointerControl(event.button), event.timeStamp);
      },
      { signal },
    );
    document.addEventListener(
      'mouseup',
      (event) => sampler.release(pointerControl(event.button), event.timeStamp),
      { signal },
    );
    document.addEventListener(
      'mousemove',
      (event) => {
        if (this.captured) sampler.move(event.movementX, event.movementY, event.timeStamp);
      },
      { signal },
    );
    target.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    document.addEventListener(
      'pointerlockchange',
      (event) => {
        if (!this.captured) sampler.releaseAll(event.timeStamp);
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
