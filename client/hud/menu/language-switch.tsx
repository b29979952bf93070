import type { JSX } from 'preact';
import { chooseLanguage, chosenLanguage } from '../../language.ts';
import { languageNames } from '../../texts/languages.ts';
import { texts } from '../../texts.ts';

/** Lets the person choose the language of the pages. The page is loaded anew, because its texts are chosen once. */
export function LanguageSwitch(): JSX.Element {
  const { label, ofBrowser } = texts.language;
  return (
    <label class="language">
      <span>{label}</span>
      <select
        data-testid="language"
        value={chosenLanguage() ?? ''}
        onChange={({ currentTarget }) => {
          chooseLanguage(currentTarget.value === '' ? undefined : currentTarget.value);
          location.reload();
        }}
      >
        <option value="">{ofBrowser}</option>
        {Object.entries(languageNames).map(([tag, name]) => (
          <option value={tag} lang={tag} key={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
