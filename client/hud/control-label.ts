import { type Control, stickOf } from '../input/control.ts';
import { texts } from '../texts.ts';

/** How a control is called on most devices: `KeyW` is W, `Pointer0` is Left click, `Pad0` is A. */
export function controlLabel(control: Control): string {
  const { controls } = texts;
  const named = controls.keys[control];
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
  return control.replace(/^(Key|Digit)/, '');
}
