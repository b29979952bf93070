import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Loads the page's modules in a browser with these languages. */
async function loadedBy(...languages: string[]) {
  vi.resetModules();
  vi.stubGlobal('navigator', { languages });
  const { refusalIn } = await import('./server-api.ts');
  const { faultText } = await import('../fault-text.ts');
  const { personName } = await import('../../shared/text/display-text.ts');
  return { refusalIn, faultOf: (name: string) => faultText(personName().safeParse(name).error) };
}

const sentence = 'All 2 rooms of this server are in use. Join one, or try again later.';
const answer = { error: sentence, code: 'rooms-in-use', values: { maximum: 2 } };

describe('a refusal of the server', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.unstubAllGlobals());

  it('is shown in the language of the browser', async () => {
    expect((await loadedBy('en-US')).refusalIn(answer)).toBe(sentence);
    expect((await loadedBy('de-AT', 'en')).refusalIn(answer)).toMatch(/^Alle 2 Räume/);
  });

  it('is shown in English if the page does not know the code or there is none', async () => {
    const { refusalIn } = await loadedBy('de');
    expect(refusalIn({ ...answer, code: 'of-tomorrow' })).toBe(sentence);
    expect(refusalIn({ error: sentence })).toBe(sentence);
    expect(refusalIn({})).toBeUndefined();
  });

  it('explains in that language what is wrong with a name', async () => {
    expect((await loadedBy('en')).faultOf('x'.repeat(25))).toBe('must be at most 24 characters');
    const { faultOf } = await loadedBy('de');
    expect(faultOf('x'.repeat(25))).toBe('darf höchstens 24 Zeichen haben');
    expect(faultOf('Ann')).toBeUndefined();
  });
});
