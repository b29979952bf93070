import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { texts } from '../texts.ts';

/**
 * Private-use characters that mark a name in a sentence. The room rejects names that contain one
 * (shared/text).
 */
const [begins, ends] = ['\ue000', '\ue001'];
const marked = /\ue000([^\ue001]*)\ue001/;
/** The number that a room adds to a name which looks like another one. */
const numbered = /^(.*\S)( \(\d+\))$/u;

/** The icon of the host. It is not a character, so that nobody can type it into a name. */
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

/**
 * Elements of a name: isolated from the writing direction of its surroundings, with a number that is never
 * truncated.
 */
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

/** A sentence without marks. */
export function plainSentence(sentence: string): string {
  return sentence.replaceAll(begins, '').replaceAll(ends, '');
}

/** Elements of a sentence: marked names are isolated, and the host's is followed by the badge. */
export function sentenceParts(sentence: string, host: string | undefined): (HTMLElement | string)[] {
  return sentence.split(marked).flatMap((part, index): (HTMLElement | string)[] => {
    // The pattern has a group, so every other part is a match.
    if (index % 2 === 0) return part === '' ? [] : [part];
    return [element('bdi', {}, part), ...(part === host ? [hostBadge()] : [])];
  });
}
