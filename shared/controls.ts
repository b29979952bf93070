import type { Manifest } from './pack.ts';

/** One of the pack's controls: a number in a range, or one of several named values. */
export type Control = Manifest['controls'][number];

/** Between 0 (the control's minimum) and 1 (its maximum). */
export function scaled(control: Control, value: number): number {
  const span = control.maximum - control.minimum;
  return span === 0 ? 0 : Math.max(0, Math.min(1, (value - control.minimum) / span));
}

/** The controls that the drawing networks receive; memory holds pictures taken under their values. */
export function drawingControls(manifest: Pick<Manifest, 'controls'>): Control[] {
  return manifest.controls.filter((control) => control.applies === 'drawing');
}

/** R, the length of relight.onnx's control vector: one number for each range, and one for each value of a list. */
export function askedLength(manifest: Pick<Manifest, 'controls'>): number {
  return manifest.controls.reduce((sum, control) => sum + (control.values?.length ?? 1), 0);
}

/**
 * Encodes control values (in their own units) as relight.onnx takes them: [R] in the manifest's order.
 * A range is scaled to [0, 1]; a list is one-hot. A control that is left out has its default.
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

/** A value that a host asked for in the control's own units, named values as indices; undefined for what it does not accept. */
export function controlValue(control: Control, asked: number | string): number | undefined {
  const { minimum, maximum, values } = control;
  if (values !== undefined) {
    const index = typeof asked === 'string' ? values.indexOf(asked) : asked;
    return Number.isInteger(index) && index >= 0 && index < values.length ? index : undefined;
  }
  return typeof asked === 'number' && asked >= minimum && asked <= maximum ? asked : undefined;
}
