import { expect, it } from 'vitest';
import type { CaseVerdict } from './case-verdict.ts';
import { truthFigure } from './truth-figures.ts';

function verdict(kind: string, model: boolean, newest: boolean, references: boolean[]): CaseVerdict {
  return { kind, right: { model, newest, none: false }, references, pictures: [] };
}

it('counts cases, and attempts that were none beside them', () => {
  const figure = truthFigure([
    'nowhere',
    'unseen',
    verdict('open', true, true, [true, true]),
    'refused',
    'unseen',
    verdict('open', false, true, [true, false]),
    verdict('place', true, false, [true]),
    verdict('place', true, false, [true]),
  ]);
  expect(figure).toEqual({
    model: 0.75,
    newest: 0.5,
    none: 0,
    reference: 5 / 6,
    cases: 4,
    refused: 1,
    unseen: 2,
    kinds: { open: { cases: 2, model: 0.5 }, place: { cases: 2, model: 1 } },
  });
});
