import { languagesAskedFor } from './language.ts';
import { formatsFor } from './texts/formats.ts';
import { type Language, languageFor, languages, type Texts } from './texts/languages.ts';

/**
 * The language of the pages, chosen once when they are loaded: what the address or the person asked for (language.ts),
 * or else what the browser is set to.
 */
export const language: Language = languageFor([...languagesAskedFor(), ...navigator.languages]);

/** Everything the pages say, in the person's language. */
export const texts: Texts = languages[language];

/** Numbers, lists and dates in the person's language. */
export const formats = formatsFor(language);

/** What a pack says of its controls, in the person's language where there are words for it. */
export function packText(said: string): string {
  return texts.packs[said] ?? said;
}
