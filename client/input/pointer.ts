import { hasPointer, lockPointer, releasePointer } from '../browser/pointer-lock.ts';
import type { ActionSampler } from './action-sampler.ts';
import { pointerControl } from './control.ts';
import type { ControlStates } from './control-states.ts';
import { MovementFilter } from './movement-filter.ts';

export interface PointerHandlers {
  /** The pointer was captured or released (Escape, focus loss). */
  captured(captured: boolean): void;
  /** The browser refused pointer lock; dragging looks around instead. */
  refused(): void;
}

const source = 'pointer';
/** Milliseconds for which Chromium refuses the lock after a person ended it with Escape, and a little more. */
const afterEscape = 1_350;

/**
 * Passes mouse movement and buttons to the sampler while `target` holds the pointer lock. A mouse click on
 * `target` requests the lock; that click itself presses nothing. If the browser refuses the lock, a drag on
 * `target` turns and looks.
 */
export class Pointer {
  readonly #target: HTMLElement;
  readonly #handlers: PointerHandlers;
  readonly #movement = new MovementFilter();
  readonly #listening = new AbortController();
  /** Position of the present drag, CSS pixels; undefined without one. */
  #drag: { x: number; y: number } | undefined;
  #refused = false;
  /** When the lock ended, milliseconds on performance.now's clock. */
  #releasedAt = Number.NEGATIVE_INFINITY;

  constructor(
    target: HTMLElement,
    states: ControlStates,
    sampler: ActionSampler,
    releaseAll: (time: number) => void,
    handlers: PointerHandlers,
  ) {
    this.#target = target;
    this.#handlers = handlers;
    const { signal } = this.#listening;
    /** True while a mouse button is down whose press went to a listener. */
    let consumed = false;
    target.addEventListener(
      'click',
      (event) => {
        const touched = 'pointerType' in event && event.pointerType === 'touch';
        if (event.button === 0 && !touched && !consumed && !this.captured) void this.capture();
      },
      { signal },
    );
    document.addEventListener(
      'mousedown',
      (event) => {
        const onButton = event.target instanceof Element && event.target.closest('button, a') !== null;
        consumed = states.listening && !onButton;
        const onTarget = event.target instanceof Node && target.contains(event.target);
        if (this.#refused && event.button === 0 && onTarget && !consumed) this.#beginDrag(event);
        if (!this.captured && !consumed) return;
        event.preventDefault();
        states.set(source, pointerControl(event.button), 1, event.timeStamp);
      },
      { signal },
    );
    document.addEventListener(
      'mouseup',
      (event) => {
        this.#drag = undefined;
        states.set(source, pointerControl(event.button), 0, event.timeStamp);
      },
      { signal },
    );
    document.addEventListener(
      'mousemove',
      (event) => {
        const moved = this.captured ? { x: event.movementX, y: event.movementY } : this.#dragged(event);
        if (moved === undefined) return;
        states.use('keyboard');
        const { x, y } = this.#movement.take(moved.x, moved.y, event.timeStamp);
        if (x !== 0 || y !== 0) sampler.move(x, y, event.timeStamp);
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
        this.#movement.reset();
        if (!this.captured) {
          this.#releasedAt = performance.now();
          releaseAll(event.timeStamp);
        }
        handlers.captured(this.captured);
      },
      { signal },
    );
  }

  get captured(): boolean {
    return hasPointer(this.#target);
  }

  /** Requests pointer lock, which the browser may refuse; too soon after Escape it would, so this waits. */
  async capture(): Promise<boolean> {
    const wait = this.#releasedAt + afterEscape - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (this.#listening.signal.aborted || this.captured) return this.captured;
    const captured = await lockPointer(this.#target);
    if (!captured && !this.#listening.signal.aborted) this.#refuse();
    if (captured) this.#refused = false;
    return captured;
  }

  /** Drops movement so far and releases the buttons. */
  letGo(): void {
    this.#drag = undefined;
    this.#movement.reset();
  }

  close(): void {
    releasePointer(this.#target);
    this.#listening.abort();
  }

  #refuse(): void {
    this.#refused = true;
    this.#handlers.refused();
  }

  #beginDrag(event: MouseEvent): void {
    this.#movement.reset();
    this.#drag = { x: event.clientX, y: event.clientY };
  }

  /** Movement of the drag since the last event; undefined without a drag. */
  #dragged({ clientX, clientY }: MouseEvent): { x: number; y: number } | undefined {
    if (this.#drag === undefined) return undefined;
    const moved = { x: clientX - this.#drag.x, y: clientY - this.#drag.y };
    this.#drag = { x: clientX, y: clientY };
    return moved;
  }
}
