import { signal } from '@preact/signals';
import { type Control, stickOf } from '../input/control.ts';
import { keyboardLayout } from '../input/keyboard-layout.ts';
import { texts } from '../texts.ts';

/** Increases whenever the label of a key changes: components that show labels render anew then. */
const edition = signal(0);
keyboardLayout.follow(() => {
  edition.value = edition.peek() + 1;
});

/**
 * The label of a control: for `KeyW` the legend on the person's own keyboard (W or Z), for `Pointer0` Left
 * click, for `Pad0` A.
 */
export function controlLabel(
  control: Control,
  layout: Pick<typeof keyboardLayout, 'nameOf'> = keyboardLayout,
): string {
  void edition.value;
  const { controls } = texts;
  const named = (isMac() ? controls.macKeys[control] : undefined) ?? controls.keys[control];
  if (named) return named;
  const stick = stickOf(control);
  if (stick) return controls.sticks[stick.axis + stick.side] ?? control;
  const numbered = /^(Pointer|Pad|Touch)(\d+)$/.exec(control);
  if (numbered) {
    const number = Number(numbered[2]);
    if (numbered[1] === 'Touch') return controls.touchButton(number + 1);
    const names: readonly string[] = numbered[1] === 'Pad' ? controls.padButtons : controls.pointerButtons;
    return names[number] ?? control;
  }
  const printed = layout.nameOf(control) ?? controls.signs[control];
  if (printed !== undefined) return printed;
  const numpad = /^Numpad(.+)$/.exec(control)?.[1];
  if (numpad !== undefined) return controls.numpad(controls.numpadSigns[numpad] ?? numpad);
  return control.replace(/^(Key|Digit)/, '');
}

/** A title followed by the label of its key. */
export function titleWithKey(title: string, code: string | undefined): string {
  return code === undefined ? title : texts.toolbar.shortcut(title, controlLabel(code));
}

/** Calls `render` now, and whenever the label of a key changes, until `signal` is aborted. */
export function followLabels(signal: AbortSignal, render: () => void): void {
  render();
  signal.addEventListener('abort', keyboardLayout.follow(render));
}

function isMac(): boolean {
  return typeof navigator !== 'undefined' && /^(?:Mac|iPhone|iPad)/.test(navigator.platform ?? '');
}
