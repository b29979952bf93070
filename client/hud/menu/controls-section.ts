import { button, element } from '../../dom/element.ts';
import type { AxisBinding, Bindings, Slot } from '../../input/bindings.ts';
import { type Control, type Device, deviceOf, devices } from '../../input/control.ts';
import { texts } from '../../texts.ts';
import { controlLabel } from '../control-label.ts';
import { deviceNote } from './device-note.ts';

export interface ControlsSectionOptions {
  bindings: Bindings;
  device: Device;
  /** Settings of a device apart from its bindings, such as the mouse's sensitivity. */
  settings: Readonly<Record<Device, readonly HTMLElement[]>>;
  /** Starts binding another control to `slot`, as a replacement for `control` if there is one. */
  rebind(slot: Slot, control: Control | undefined): void;
  reset(device: Device): void;
}

/** The section of the settings that lists what the controls of each device do, and lets the player rebind them. */
export class ControlsSection {
  readonly root: HTMLElement;
  readonly #options: ControlsSectionOptions;
  readonly #tabs = new Map<Device, HTMLButtonElement>();
  readonly #rows = element('dl');
  readonly #note = element('div');
  readonly #settings = element('div', { class: 'settings' });
  readonly #message = element('p', { class: 'panel-message', role: 'status', 'data-testid': 'help-message' });
  #bindings: Bindings;
  #device: Device;

  constructor(options: ControlsSectionOptions) {
    this.#options = options;
    this.#bindings = options.bindings;
    this.#device = options.device;
    for (const device of devices) {
      const tab = button(texts.devices[device], { class: 'quiet', 'data-testid': `help-${device}` }, () => {
        this.device = device;
      });
      this.#tabs.set(device, tab);
    }
    this.root = element(
      'div',
      { class: 'help', 'data-testid': 'help' },
      element(
        'div',
        { class: 'devices', role: 'group', 'aria-label': texts.devices.label },
        ...this.#tabs.values(),
      ),
      element('p', { class: 'quiet-text' }, texts.help.hint),
      this.#rows,
      this.#message,
      this.#note,
      this.#settings,
      element(
        'div',
        { class: 'panel-actions' },
        button(texts.help.reset, { class: 'quiet', 'data-testid': 'reset-bindings' }, () =>
          options.reset(this.#device),
        ),
      ),
    );
    this.#render();
  }

  /** The device whose controls are shown. */
  set device(device: Device) {
    if (device === this.#device) return;
    this.#device = device;
    this.#message.textContent = '';
    this.#render();
  }

  set bindings(bindings: Bindings) {
    this.#bindings = bindings;
    this.#render();
  }

  /** Shows the result of a change. */
  say(sentence: string): void {
    this.#message.textContent = sentence;
  }

  /** Puts the focus on a control of this slot. */
  focus(slot: Slot): void {
    this.#rows.querySelector<HTMLElement>(`[data-slot="${slot}"]`)?.focus();
  }

  #render(): void {
    const focused = document.activeElement;
    const slot = focused instanceof HTMLElement && this.#rows.contains(focused) ? focused.dataset.slot : '';
    for (const [device, tab] of this.#tabs) tab.setAttribute('aria-pressed', String(device === this.#device));
    const { axes, buttons, page } = this.#bindings;
    // Touch screens have buttons for these already.
    const onPage = this.#device === 'touch' ? [] : page;
    this.#rows.replaceChildren(
      ...axes.map((axis) => element('div', {}, element('dt', {}, axis.description), this.#axis(axis))),
      ...buttons.map(({ name, description, controls }) =>
        element(
          'div',
          {},
          element('dt', {}, description),
          element('dd', {}, ...this.#controls(name, description, controls)),
        ),
      ),
      ...onPage.map(({ name, controls }) => {
        const description = texts.pageSlots[name];
        return element(
          'div',
          {},
          element('dt', {}, description),
          element('dd', {}, ...this.#always(name), ...this.#controls(name, description, controls)),
        );
      }),
    );
    this.#settings.replaceChildren(...this.#options.settings[this.#device]);
    this.#note.replaceChildren(deviceNote(this.#device));
    if (slot) this.#rows.querySelector<HTMLElement>(`[data-slot="${slot}"]`)?.focus();
  }

  /** Escape belongs to the page and is bound to the menu for good. */
  #always(slot: Slot): HTMLElement[] {
    const own = slot === 'menu' && this.#device === 'keyboard';
    return own ? [element('kbd', {}, controlLabel('Escape'))] : [];
  }

  #axis(axis: AxisBinding): HTMLElement {
    const sides = ([0, 1] as const).map((side) => {
      const direction = texts.controls.directions[axis.name][side];
      const controls = side === 0 ? axis.negative : axis.positive;
      const name = texts.help.slot(axis.description, direction);
      return element(
        'span',
        { class: 'direction' },
        element('span', { class: 'quiet-text' }, direction),
        ...this.#controls(`${axis.name}${side === 0 ? '-' : '+'}`, name, controls),
      );
    });
    const pointer = axis.pointer !== undefined && this.#device === 'keyboard';
    return element(
      'dd',
      {},
      ...sides,
      ...(pointer && axis.pointer ? [element('kbd', {}, texts.controls.pointer[axis.pointer])] : []),
    );
  }

  /**
   * A button for each control that the shown device has for a slot; without a control, one button to bind the
   * first.
   */
  #controls(slot: Slot, name: string, controls: readonly Control[]): HTMLElement[] {
    const own = controls.filter((control) => deviceOf(control) === this.#device);
    const choices: (Control | undefined)[] = own.length > 0 ? own : [undefined];
    return choices.map((control) => {
      const label = control === undefined ? texts.help.nothing : controlLabel(control);
      return button(
        control === undefined ? '+' : label,
        { class: 'key', 'data-slot': slot, 'aria-label': texts.help.change(name, label) },
        () => this.#options.rebind(slot, control),
      );
    });
  }
}

/** Description of a slot for people. */
export function slotName(bindings: Bindings, slot: Slot): string {
  const found = bindings.buttons.find(({ name }) => name === slot);
  if (found) return found.description;
  const onPage = bindings.page.find(({ name }) => name === slot);
  if (onPage) return texts.pageSlots[onPage.name];
  const axis = bindings.axes.find(({ name }) => slot.startsWith(name));
  if (!axis) return slot;
  const direction = texts.controls.directions[axis.name][slot.endsWith('+') ? 1 : 0];
  return texts.help.slot(axis.description, direction);
}
