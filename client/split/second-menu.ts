import { button, element } from '../dom/element.ts';
import { controlLabel } from '../hud/control-label.ts';
import type { Bindings } from '../input/bindings.ts';
import { type Control, deviceOf } from '../input/control.ts';
import { texts } from '../texts.ts';

export interface SecondMenuOptions {
  bindings: Bindings;
  /** The menu opened or closed. */
  toggled(open: boolean): void;
  mapToggled(): void;
  clipped(): void;
  left(): void;
}

const steps: Readonly<Record<Control, 1 | -1>> = {
  Pad12: -1,
  Pad13: 1,
  'Pad.leftY+': -1,
  'Pad.leftY-': 1,
};

/**
 * The second player's menu, over that player's half alone; the first player plays on. A gamepad operates it. It marks its
 * entry itself, because a window has one focus, which is the first player's.
 */
export class SecondMenu {
  readonly root: HTMLElement;
  readonly #options: SecondMenuOptions;
  readonly #entries: readonly HTMLButtonElement[];
  #at = 0;

  constructor(options: SecondMenuOptions) {
    this.#options = options;
    const { menu } = texts.split;
    const entry = (text: string, testId: string, action: () => void) =>
      button(text, { class: 'menu-item', tabindex: -1, 'data-testid': testId }, action);
    this.#entries = [
      entry(menu.resume, 'second-resume', () => this.toggle()),
      entry(texts.map.name, 'second-map', options.mapToggled),
      entry(texts.capture.clip, 'second-clip', () => {
        this.toggle();
        options.clipped();
      }),
      entry(menu.leave, 'second-menu-leave', options.left),
    ];
    this.root = element(
      'div',
      {
        class: 'room-menu',
        role: 'group',
        'aria-label': menu.label,
        'data-testid': 'second-menu',
        hidden: true,
      },
      element(
        'section',
        { class: 'menu-card second-menu' },
        element('h2', {}, texts.split.label),
        ...this.#entries,
        element('h3', {}, menu.controls),
        controlsOf(options.bindings),
      ),
    );
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  toggle(): void {
    this.root.hidden = !this.root.hidden;
    this.#mark(0);
    this.#options.toggled(this.isOpen);
  }

  /** A press of the second player's gamepad while the menu is open. */
  pad(control: Control): void {
    const step = steps[control];
    if (step) this.#mark((this.#at + step + this.#entries.length) % this.#entries.length);
    else if (control === 'Pad0') this.#entries[this.#at].click();
    else if (control === 'Pad1' || control === 'Pad9') this.toggle();
  }

  #mark(at: number): void {
    this.#at = at;
    this.#entries.forEach((entry, index) => {
      if (index === at) entry.setAttribute('aria-current', 'true');
      else entry.removeAttribute('aria-current');
    });
  }
}

/** What a gamepad does. */
function controlsOf({ axes, buttons }: Bindings): HTMLElement {
  const row = (description: string, controls: readonly Control[]) => {
    const labels = controls
      .filter((control) => deviceOf(control) === 'gamepad')
      .map((control) => element('kbd', {}, controlLabel(control)));
    return labels.length === 0
      ? []
      : [element('div', {}, element('dt', {}, description), element('dd', {}, ...labels))];
  };
  return element(
    'dl',
    { class: 'second-controls' },
    ...axes.flatMap(({ description, negative, positive }) => row(description, [...negative, ...positive])),
    ...buttons.flatMap(({ description, controls }) => row(description, controls)),
  );
}
