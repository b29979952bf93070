import { button, element } from '../dom/element.ts';
import type { Bindings, Control } from '../input/bindings.ts';
import { texts } from '../texts.ts';

export interface HelpPanelOptions {
  bindings: Bindings;
  /** Milliradians a pixel. */
  sensitivity: number;
  sensitivityChanged(milliradians: number): void;
  closed(): void;
}

/** What each key does, made from the pack's bindings, and how fast the mouse turns. */
export class HelpPanel {
  readonly root: HTMLElement;

  constructor(options: HelpPanelOptions) {
    const { axes, buttons } = options.bindings;
    const rows = [
      ...axes.map((axis) => ({
        description: axis.description,
        keys: [...(axis.controls ?? []), ...(axis.pointer ? [texts.help.pointer[axis.pointer]] : [])],
      })),
      ...buttons.map((item) => ({ description: item.description, keys: [...item.controls] })),
    ];
    const slider = element('input', {
      type: 'range',
      id: 'sensitivity',
      min: 0.5,
      max: 8,
      step: 0.25,
      value: options.sensitivity,
    });
    slider.addEventListener('input', () => options.sensitivityChanged(slider.valueAsNumber));
    this.root = element(
      'section',
      { class: 'panel help', 'aria-labelledby': 'help-heading', 'data-testid': 'help' },
      element('h2', { id: 'help-heading' }, texts.help.heading),
      element(
        'dl',
        {},
        ...rows.flatMap((row) => [
          element('dt', {}, row.description),
          element('dd', {}, ...row.keys.map((key) => element('kbd', {}, controlLabel(key)))),
        ]),
      ),
      element('label', { for: 'sensitivity' }, texts.help.sensitivity),
      slider,
      button(texts.help.close, { class: 'quiet' }, options.closed),
    );
  }
}

/** How a control is called on most keyboards: `KeyW` is W, `Pointer0` is Left click. */
export function controlLabel(control: Control): string {
  const named = texts.help.keys[control];
  if (named) return named;
  const pointer = /^Pointer([0-4])$/.exec(control);
  if (pointer) return texts.help.pointerButtons[Number(pointer[1])] ?? control;
  return control.replace(/^(Key|Digit)/, '');
}
