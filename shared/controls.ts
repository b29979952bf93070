import type { Manifest } from './pack.ts';

/** One of the pack's controls: a number in a range, or one of several named values. */
export type Control = Manifest['controls'][number];

/** Between 0 (the control's minimum) and 1 (its maximum). */
export function scaled(control: Control, value: number): number {
  const span = control.maximum - control.minimum;
  return span === 0 ? 0 : Math.max(0, Math.min(1, (value - control.minimum) / span));
}

/** The controls that the networks which draw are given; memory holds pictures taken under their values. */
export function drawingControls(manifest: Pick<Manifest, 'controls'>): Control[] {
  return manifest.controls.filter((control) => control.applies === 'drawing');
}

/** Numbers, R, that say what is asked for to relight.onnx: one a range, and one a value of a list. */
export function askedLength(manifest: Pick<Manifest, 'controls'>): number {
  return manifest.controls.reduce((sum, control) => sum + (control.values?.length ?? 1), 0);
}

/**
 * Control values in their own units as relight.onnx takes them, [R] in the manifest's order: ranges
 * between 0 and 1, of a list 1 for the value and 0 for the others. What is left out has its default.
 */
export function askedNumbers(
  values: ReadonlyMap<string, number>,
  manifest: Pick<Manifest, 'controls'>,
): number[] {
  return manifest.controls.flatMap((control) => {
    const value = values.get(control.name) ?? control.default;
    const { values: list } = control;
    return list === undefined ? [scaled(control, value)] : list.map((_, i) => (i === value ? 1 : 0));
  });
}

/**
 * What a host asked of a control as a number in its own units; named values become their index.
 * @throws RangeError that names the control and what it takes.
 */
export function controlValue(control: Control, asked: number | string): number {
  const { name, minimum, maximum, values } = control;
  if (values !== undefined) {
    const index = typeof asked === 'string' ? values.indexOf(asked) : asked;
    if (Number.isInteger(index) && index >= 0 && index < values.length) return index;
    throw new RangeError(`${name} cannot be ${String(asked)}; choose one of ${values.join(', ')}.`);
  }
  if (typeof asked === 'number' && asked >= minimum && asked <= maximum) return asked;
  throw new RangeError(`${name} cannot be ${String(asked)}; give a number from ${minimum} to ${maximum}.`);
}
