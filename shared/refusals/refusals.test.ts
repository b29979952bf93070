import { expect, test } from 'vitest';
import { z } from 'zod';
import { displayText, nameLimits, personName } from '../text/display-text.ts';
import { englishRefusals } from './english.ts';
import { englishTextFaults } from './english-faults.ts';
import { refusalSchema, refusalSentence } from './refusal.ts';
import { textFaultOf, textFaultPredicate } from './text-fault.ts';

test('a refusal is read from an answer with more in it, and one of another code is not', () => {
  const answer = { error: 'No.', field: 'world', code: 'rooms-in-use', values: { maximum: 2 } };
  const refusal = refusalSchema.parse(answer);
  expect(refusal).toEqual({ code: 'rooms-in-use', values: { maximum: 2 } });
  expect(refusalSentence(englishRefusals, refusal)).toMatch(/^All 2 rooms/);
  expect(refusalSchema.safeParse({ ...answer, code: 'of-tomorrow' }).success).toBe(false);
  expect(refusalSchema.safeParse({ ...answer, values: {} }).success).toBe(false);
});

test.each([
  ['', 'empty'],
  ['x'.repeat(25), 'too-long'],
  ['\u0301a', 'lone-mark'],
  [`a${'\u0316'.repeat(9)}`, 'too-many-marks'],
  ['\ufffd', 'damaged'],
  ['a\u202eb', 'control'],
  ['a\u200bb', 'invisible'],
  ['a\ue000', 'meaningless'],
  ['Ann 👑', 'host-badge'],
  ['Ann (host)', 'host-word'],
])('what is wrong with %j has the code %s, and its message is the English text', (name, code) => {
  const { error } = z.object({ name: personName() }).safeParse({ name });
  const fault = error && textFaultOf(error);
  expect(fault?.code).toBe(code);
  expect(fault && textFaultPredicate(englishTextFaults, fault)).toBe(error?.issues[0].message);
});

test('what is no text at all has no such code', () => {
  const { error } = displayText(nameLimits).safeParse(5);
  expect(error && textFaultOf(error)).toBeUndefined();
});
