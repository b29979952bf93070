import { describe, expect, test } from 'vitest';
import {
  askedLength,
  askedNumbers,
  type Control,
  controlValue,
  drawingControls,
  scaled,
} from './controls.ts';

const hour: Control = {
  name: 'hour',
  description: 'Hour',
  minimum: 6,
  maximum: 18,
  default: 12,
  applies: 'drawing',
};
const theme: Control = {
  name: 'theme',
  description: 'Theme',
  minimum: 0,
  maximum: 2,
  default: 0,
  values: ['plain', 'frost', 'jungle'],
  applies: 'relighting',
};
const manifest = { controls: [hour, theme] };

test('a value goes to the networks between 0 and 1', () => {
  expect([0, 6, 9, 18, 30].map((value) => scaled(hour, value))).toEqual([0, 0, 0.25, 1, 1]);
  expect(scaled({ ...hour, minimum: 2, maximum: 2, default: 2 }, 2)).toBe(0);
});

test('the networks that draw do not receive the controls of relighting', () => {
  expect(drawingControls(manifest)).toEqual([hour]);
});

test('a value of a list is one-hot', () => {
  expect(askedLength(manifest)).toBe(4);
  const asked = (values: Record<string, number>) => askedNumbers(new Map(Object.entries(values)), manifest);
  expect(asked({ hour: 9, theme: 2 })).toEqual([0.25, 0, 0, 1]);
  expect(asked({})).toEqual([0.5, 1, 0, 0]);
});

describe('a value that a host asks for', () => {
  test('is taken as a number or by its name', () => {
    expect(controlValue(hour, 7.5)).toBe(7.5);
    expect(controlValue(theme, 'jungle')).toBe(2);
    expect(controlValue(theme, 1)).toBe(1);
  });

  test.each([
    [hour, 19],
    [hour, 'noon'],
    [hour, Number.NaN],
    [theme, 'desert'],
    [theme, 0.5],
    [theme, 3],
  ])('is none where the control does not accept it: %j, %j', (control, value) => {
    expect(controlValue(control, value)).toBeUndefined();
  });
});
