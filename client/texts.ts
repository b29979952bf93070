import { formatsFor } from './texts/formats.ts';
import { type Language, languageFor, languages, type Texts } from './texts/languages.ts';

/**
 * The language of the pages, chosen once when they are loaded: `?language=de` in the address, which lasts as long as the
 * tab, or else what the browser is set to.
 */
export const language: Language = languageFor([...languageOfTab(), ...navigator.languages]);

/** Everything the pages say, in the person's language. */
export const texts: Texts = languages[language];

/** Numbers, lists and dates in the person's language. */
export const formats = formatsFor(language);

/** What a pack says of its controls, in the person's language where there are words for it. */
export function packText(said: string): string {
  return texts.packs[said] ?? said;
}

function languageOfTab(): string[] {
  const key = 'worldroom.language';
  try {
    const asked = new URLSearchParams(location.search).get('language');
    if (asked !== null) sessionStorage.setItem(key, asked);
    const kept = asked ?? sessionStorage.getItem(key);
    return kept === null ? [] : [kept];
  } catch {
    // Storage is blocked, or this is no page.
    return [];
  }
}
