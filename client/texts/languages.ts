import { german } from './de/german.ts';
import { english } from './en/english.ts';
import type { Widened } from './widened.ts';

/** What every language says. The English table decides which texts there are. */
export type Texts = Widened<typeof english>;

/** The languages of the pages by their tags (BCP 47). A missing text does not compile. */
export const languages = { en: english, de: german } satisfies Record<string, Texts>;
export type Language = keyof typeof languages;

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** The first wish that there is, by its language and whatever its region; English where there is none. */
export function languageFor(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const language = wish.split('-')[0].toLowerCase();
    if (isLanguage(language)) return language;
  }
  return 'en';
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag);
}
