import { effect, signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { put } from './put.ts';

test('a signal changes only when the data says something else', () => {
  const place = signal<{ names: string[]; host?: string } | undefined>(undefined);
  const seen: unknown[] = [];
  effect(() => void seen.push(place.value));
  put(place, { names: ['Ann'] });
  put(place, { names: ['Ann'], host: undefined });
  put(place, { names: ['Ann', 'Ben'] });
  put(place, undefined);
  put(place, undefined);
  expect(seen).toEqual([undefined, { names: ['Ann'] }, { names: ['Ann', 'Ben'] }, undefined]);
});
