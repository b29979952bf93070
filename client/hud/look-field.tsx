import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { formats } from '../texts.ts';

/** Steps of a slider. */
const steps = 100;

interface FieldProps {
  name: string;
  /** What it changes, in one sentence. */
  hint: string;
  testId: string;
}

export interface LookSliderProps extends FieldProps {
  minimum: number;
  maximum: number;
  value: Signal<number>;
  /** The person moves the slider. */
  moved(value: number): void;
}

/** A slider with its value beside it. */
export function LookSlider({
  name,
  hint,
  testId,
  minimum,
  maximum,
  value,
  moved,
}: LookSliderProps): JSX.Element {
  return (
    <label title={hint}>
      <span>{name}</span>
      <input
        type="range"
        min={minimum}
        max={maximum}
        step={(maximum - minimum) / steps}
        value={value.value}
        data-testid={testId}
        onInput={(event) => {
          value.value = event.currentTarget.valueAsNumber;
          moved(value.value);
        }}
      />
      <output>{lookNumber(value.value)}</output>
    </label>
  );
}

export interface LookChoiceProps extends FieldProps {
  options: readonly string[];
  value: Signal<string>;
  chosen(value: string): void;
}

/** A choice among named values. */
export function LookChoice({ name, hint, testId, options, value, chosen }: LookChoiceProps): JSX.Element {
  return (
    <label title={hint}>
      <span>{name}</span>
      <select
        data-testid={testId}
        value={value.value}
        onChange={(event) => {
          value.value = event.currentTarget.value;
          chosen(value.value);
        }}
      >
        {options.map((option) => (
          <option value={option} key={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

export function lookNumber(value: number): string {
  return formats.number(value, 2);
}
