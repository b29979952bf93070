import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { texts } from '../texts.ts';

/** Private-use characters around a name in a sentence. The room takes no name that has one (shared/text). */
const [begins, ends] = ['\ue000', '\ue001'];
const marked = /\ue000([^\ue001]*)\ue001/;
/** The number that a room gives a name which looks like another one. */
const numbered = /^(.*\S)( \(\d+\))$/u;

/** The picture that tells the host from others. It is no character, so nobody can type it. */
export function hostBadge(): HTMLElement {
  const badge = element('span', {
    class: 'host-badge',
    role: 'img',
    'aria-label': texts.play.host,
    title: texts.play.host,
    'data-testid': 'host-badge',
  });
  badge.append(icon('crown'));
  return badge;
}

/** A name as it stands beside other things: kept apart from their direction of writing, its number never cut off. */
export function personName(name: string, host: boolean): HTMLElement[] {
  const [base, number] = numbered.exec(name)?.slice(1) ?? [name, ''];
  const made = element('span', { class: 'player-name' }, element('bdi', {}, base));
  if (number !== '') made.append(element('span', { class: 'name-number' }, number));
  return host ? [made, hostBadge()] : [made];
}

/** Marks a name in a sentence, for {@link sentenceParts}. */
export function markName(name: string): string {
  return begins + name + ends;
}

/** A sentence without its marks. */
export function plainSentence(sentence: string): string {
  return sentence.replaceAll(begins, '').replaceAll(ends, '');
}

/** A sentence with its marked names kept apart, and the badge behind that of the host. */
export function sentenceParts(sentence: string, host: string | undefined): (HTMLElement | string)[] {
  return sentence.split(marked).flatMap((part, index): (HTMLElement | string)[] => {
    // A pattern with a group: what it found is every other part.
    if (index % 2 === 0) return part === '' ? [] : [part];
    return [element('bdi', {}, part), ...(part === host ? [hostBadge()] : [])];
  });
}
