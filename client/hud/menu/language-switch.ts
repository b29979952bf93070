import { element } from '../../dom/element.ts';
import { chooseLanguage, chosenLanguage } from '../../language.ts';
import { languageNames } from '../../texts/languages.ts';
import { texts } from '../../texts.ts';

/** Lets the person choose the language of the pages. The page is loaded anew, because its texts are chosen once. */
export function languageSwitch(): HTMLElement {
  const { label, ofBrowser } = texts.language;
  const select = element(
    'select',
    { 'data-testid': 'language' },
    element('option', { value: '' }, ofBrowser),
    ...Object.entries(languageNames).map(([tag, name]) => element('option', { value: tag, lang: tag }, name)),
  );
  select.value = chosenLanguage() ?? '';
  select.addEventListener('change', () => {
    chooseLanguage(select.value === '' ? undefined : select.value);
    location.reload();
  });
  return element('label', { class: 'language' }, element('span', {}, label), select);
}
