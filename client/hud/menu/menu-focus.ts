import type { Control } from '../../input/control.ts';

const reachable = 'button, a[href], input, select';

/** The controls of `root` that can have the focus now, in order. */
function controlsIn(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(reachable)].filter(
    (control) => control.getClientRects().length > 0 && !control.matches(':disabled'),
  );
}

/** Moves the focus by so many controls, around the ends of `root`. */
export function moveFocus(root: HTMLElement, by: 1 | -1): void {
  const controls = controlsIn(root);
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? controls.indexOf(activeElement) : -1;
  const to = at < 0 ? (by > 0 ? 0 : controls.length - 1) : (at + by + controls.length) % controls.length;
  const control = controls[to];
  control?.focus();
  control?.scrollIntoView({ block: 'nearest' });
}

/** Keys of a menu. Fields keep those that they use themselves. Returns whether the key was used. */
export function menuKey(root: HTMLElement, event: KeyboardEvent): boolean {
  const { code, shiftKey, target } = event;
  const controls = controlsIn(root);
  if (code === 'Tab') {
    // The focus stays in the menu, which covers the page.
    const edge = shiftKey ? controls.at(0) : controls.at(-1);
    if (target !== edge && target !== root) return false;
    moveFocus(root, shiftKey ? -1 : 1);
    return true;
  }
  if (target instanceof HTMLSelectElement) return false;
  if (target instanceof HTMLInputElement && target.type === 'text') return false;
  const along = { ArrowDown: 1, ArrowUp: -1 } as const;
  if (code === 'ArrowDown' || code === 'ArrowUp') {
    moveFocus(root, along[code]);
    return true;
  }
  if (code !== 'ArrowRight' && code !== 'ArrowLeft') return false;
  if (target instanceof HTMLInputElement) return false;
  moveFocus(root, code === 'ArrowRight' ? 1 : -1);
  return true;
}

const padSteps: Readonly<Record<Control, { x: number; y: number }>> = {
  Pad12: { x: 0, y: -1 },
  Pad13: { x: 0, y: 1 },
  Pad14: { x: -1, y: 0 },
  Pad15: { x: 1, y: 0 },
  'Pad.leftY+': { x: 0, y: -1 },
  'Pad.leftY-': { x: 0, y: 1 },
  'Pad.leftX-': { x: -1, y: 0 },
  'Pad.leftX+': { x: 1, y: 0 },
};

/**
 * A press of a gamepad in a menu, by the standard layout: the cross and the left stick move the focus and
 * change sliders, the lower button chooses. Returns whether it was used.
 */
export function menuPad(root: HTMLElement, control: Control): boolean {
  const focused = document.activeElement;
  const step = padSteps[control];
  if (step) {
    if (step.x !== 0 && change(focused, step.x)) return true;
    moveFocus(root, step.x + step.y > 0 ? 1 : -1);
    return true;
  }
  if (control !== 'Pad0' || !(focused instanceof HTMLElement) || !root.contains(focused)) return false;
  if (focused instanceof HTMLSelectElement) focused.dispatchEvent(new Event('change', { bubbles: true }));
  else focused.click();
  return true;
}

/** Changes a slider or a number by one step, or what a list would choose. */
function change(focused: Element | null, by: number): boolean {
  if (focused instanceof HTMLInputElement && (focused.type === 'range' || focused.type === 'number')) {
    if (focused.step === 'any') stepAny(focused, by);
    else if (by > 0) focused.stepUp();
    else focused.stepDown();
    focused.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }
  if (!(focused instanceof HTMLSelectElement)) return false;
  const { length, selectedIndex } = focused;
  focused.selectedIndex = Math.max(0, Math.min(length - 1, selectedIndex + by));
  return true;
}

/** What a field without steps of its own changes by. */
const anyStep = 0.5;

function stepAny(field: HTMLInputElement, by: number): void {
  const [min, max] = [Number(field.min || -Infinity), Number(field.max || Infinity)];
  const value = Number.isNaN(field.valueAsNumber) ? 0 : field.valueAsNumber;
  field.valueAsNumber = Math.max(min, Math.min(max, value + by * anyStep));
}
