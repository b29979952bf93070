import { capturePointer } from '../browser/browser-features.ts';
import { element } from '../dom/element.ts';
import { stickControl } from './control.ts';
import type { ControlStates } from './control-states.ts';
import { lookingResponse, respond, type StickResponse, touchResponse } from './stick.ts';

const source = 'touch';

/**
 * A stick on the screen. Its centre is where a finger comes down in its zone. It follows that finger and
 * returns when the finger lifts. Further fingers in the zone are ignored.
 */
export class TouchStick {
  readonly root: HTMLElement;
  readonly #base = element('span', { class: 'stick-base' });
  readonly #knob = element('span', { class: 'stick-knob' });
  readonly #states: ControlStates;
  readonly #stick: 'left' | 'right';
  readonly #response: () => StickResponse;
  #finger: { id: number; x: number; y: number } | undefined;

  /** `looks` tells whether the stick turns or looks now. */
  constructor(states: ControlStates, stick: 'left' | 'right', looks: () => boolean) {
    this.#states = states;
    this.#stick = stick;
    this.#response = () => ({
      ...touchResponse,
      exponent: looks() ? lookingResponse.exponent : touchResponse.exponent,
    });
    this.#base.append(this.#knob);
    this.root = element(
      'div',
      { class: `stick ${stick}`, 'data-testid': `stick-${stick}`, 'aria-hidden': 'true' },
      this.#base,
    );
    this.root.addEventListener('pointerdown', (event) => this.#down(event));
    this.root.addEventListener('pointermove', (event) => this.#move(event));
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      this.root.addEventListener(type, (event) => {
        if (event.pointerId === this.#finger?.id) this.letGo(event.timeStamp);
      });
    }
  }

  /** Returns the stick to its centre, whether or not the finger is still down. */
  letGo(time: number): void {
    this.#finger = undefined;
    this.root.classList.remove('held');
    this.#base.style.translate = '';
    this.#knob.style.translate = '';
    this.#report({ x: 0, y: 0 }, time);
  }

  #down(event: PointerEvent): void {
    if (this.#finger) return;
    event.preventDefault();
    capturePointer(this.root, event.pointerId);
    this.#finger = { id: event.pointerId, x: event.clientX, y: event.clientY };
    this.root.classList.add('held');
    const base = this.#base.getBoundingClientRect();
    const dx = event.clientX - (base.left + base.width / 2);
    const dy = event.clientY - (base.top + base.height / 2);
    this.#base.style.translate = `${dx}px ${dy}px`;
    this.#move(event);
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#finger?.id) return;
    const radius = this.#base.offsetWidth / 2;
    const pushed = {
      x: (event.clientX - this.#finger.x) / radius,
      y: -(event.clientY - this.#finger.y) / radius,
    };
    const beyond = Math.max(1, Math.hypot(pushed.x, pushed.y));
    this.#knob.style.translate = `${(pushed.x / beyond) * radius}px ${(-pushed.y / beyond) * radius}px`;
    this.#report(respond(pushed, this.#response()), event.timeStamp);
  }

  #report({ x, y }: { x: number; y: number }, time: number): void {
    for (const [axis, value] of [
      [`${this.#stick}X`, x],
      [`${this.#stick}Y`, y],
    ] as const) {
      this.#states.set(source, stickControl('touch', axis, '+'), Math.max(0, value), time);
      this.#states.set(source, stickControl('touch', axis, '-'), Math.max(0, -value), time);
    }
  }
}
