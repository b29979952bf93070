import { touchButtons } from '../../shared/device-bindings.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { isLookingStick } from './bindings.ts';
import { buttonControl, type Control } from './control.ts';
import type { ControlStates } from './control-states.ts';
import { TouchStick } from './touch-stick.ts';

const source = 'touch';

/**
 * Two sticks and buttons on the screen. Each control follows its own finger, so all can be held at once.
 * Unbound controls are hidden, except while a press is listened for.
 */
export class TouchControls {
  readonly root: HTMLElement;
  readonly #states: ControlStates;
  readonly #sticks: readonly [TouchStick, TouchStick];
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #listening = new AbortController();

  constructor(states: ControlStates) {
    this.#states = states;
    const stick = (side: 'left' | 'right') =>
      new TouchStick(states, side, () => isLookingStick(states.bindings, 'touch', side));
    this.#sticks = [stick('left'), stick('right')];
    this.#buttons = Array.from({ length: touchButtons }, (_, index) => this.#makeButton(index));
    this.root = element(
      'div',
      {
        class: 'touch-controls',
        role: 'group',
        'aria-label': texts.devices.touch,
        'data-testid': 'touch-controls',
      },
      ...this.#sticks.map(({ root }) => root),
      element('div', { class: 'touch-buttons' }, ...this.#buttons),
    );
    window.addEventListener(
      'pointerdown',
      (event) => {
        if (event.pointerType === 'touch') states.use('touch');
      },
      { signal: this.#listening.signal, capture: true },
    );
    this.update();
  }

  /** Shows the bound controls, or all while a press is listened for. */
  update(): void {
    const { bindings, listening } = this.#states;
    const names = new Map<Control, { text: string; description: string }>();
    for (const { name, description, controls } of bindings.buttons) {
      for (const control of controls) names.set(control, { text: texts.touch.buttons[name], description });
    }
    for (const { name, controls } of bindings.page) {
      const description = texts.pageSlots[name];
      for (const control of controls) names.set(control, { text: description, description });
    }
    for (const axis of bindings.axes) {
      for (const control of axis.negative) names.set(control, direction(axis, 0));
      for (const control of axis.positive) names.set(control, direction(axis, 1));
    }
    this.#buttons.forEach((button, index) => {
      const name = names.get(buttonControl('touch', index));
      button.textContent = name?.text ?? String(index + 1);
      button.setAttribute('aria-label', name?.description ?? texts.controls.touchButton(index + 1));
      // Further buttons would only cover the picture.
      button.hidden = name === undefined && !(listening && index < bindings.buttons.length);
    });
    const bound = [...bindings.controls];
    for (const [index, side] of (['left', 'right'] as const).entries()) {
      this.#sticks[index].root.hidden =
        !listening && !bound.some((control) => control.startsWith(`Touch.${side}`));
    }
  }

  /** Releases all controls, whether or not fingers are still down. */
  letGo(time: number): void {
    for (const stick of this.#sticks) stick.letGo(time);
    for (const button of this.#buttons) button.classList.remove('held');
    this.#states.release(source, time);
  }

  close(): void {
    this.#listening.abort();
    this.letGo(performance.now());
  }

  #makeButton(index: number): HTMLButtonElement {
    const control = buttonControl('touch', index);
    const made = element('button', {
      type: 'button',
      class: 'touch-button',
      'data-testid': `touch-button-${index}`,
    });
    const hold = (held: boolean, time: number) => {
      made.classList.toggle('held', held);
      this.#states.set(source, control, held ? 1 : 0, time);
    };
    made.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      made.setPointerCapture(event.pointerId);
      hold(true, event.timeStamp);
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      made.addEventListener(type, (event) => hold(false, event.timeStamp));
    }
    // Screen readers and switch devices send clicks without pointer events.
    made.addEventListener('click', (event) => {
      if (event.detail > 0) return;
      hold(true, event.timeStamp);
      hold(false, event.timeStamp);
    });
    return made;
  }
}

function direction(
  axis: { name: keyof typeof texts.controls.directions; description: string },
  side: 0 | 1,
): { text: string; description: string } {
  const text = texts.controls.directions[axis.name][side];
  return { text, description: text };
}
