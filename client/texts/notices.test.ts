import { describe, expect, it } from 'vitest';
import { type NoticeSentences, noticeSchema, noticeSentence } from '../../shared/notices/notice.ts';
import { noticeSamples } from '../../shared/notices/samples.ts';
import { type Language, languages } from './languages.ts';

const tags = Object.keys(languages).filter((tag): tag is Language => Object.hasOwn(languages, tag));

describe.each(tags)('what the server says, in "%s"', (tag) => {
  const { refusals, notices } = languages[tag];
  const sentences: NoticeSentences = { ...refusals, ...notices };
  const said = (sample: unknown) => noticeSentence(sentences, noticeSchema.parse(sample));

  it('has a sentence for every code, and none is for two', () => {
    expect(Object.keys(sentences).sort()).toEqual([...noticeSamples.keys()].sort());
    expect(Object.keys(refusals).filter((code) => Object.hasOwn(notices, code))).toEqual([]);
  });

  it.each([...noticeSamples.keys()])('uses every value of %s', (code) => {
    const [usual, ...others] = noticeSamples.get(code) ?? [];
    const sentence = said(usual);
    expect(sentence).toMatch(/\p{L}.*[.›]$/u);
    for (const key of Object.keys(usual.values)) {
      const differing = others.filter(({ values }) => values[key] !== usual.values[key]);
      expect(differing.length, `alternatives of ${key}`).toBeGreaterThan(0);
      for (const sample of differing) expect(said(sample), key).not.toBe(sentence);
    }
  });
});
