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
  const { base, number } = nameParts(name);
  const made = element('span', { class: 'player-name' }, element('bdi', {}, base));
  if (number !== '') made.append(element('span', { class: 'name-number' }, number));
  return host ? [made, hostBadge()] : [made];
}

/** A name, and the number after it; the number is empty if the room added none. */
export function nameParts(name: string): { base: string; number: string } {
  const [base, number] = numbered.exec(name)?.slice(1) ?? [name, ''];
  return { base, number };
}

/** Marks a name in a sentence, for {@link sentenceParts}. */
export function markName(name: string): string {
  return begins + name + ends;
}

/** A sentence without marks. */
export function plainSentence(sentence: string): string {
  return sentence.replaceAll(begins, '').replaceAll(ends, '');
}

/** The pieces of a sentence between marks, in order, without empty ones; every other one is a marked name. */
export function sentencePieces(sentence: string): { piece: string; isName: boolean }[] {
  // The pattern has a group, so every other part is a match.
  const pieces = sentence.split(marked).map((piece, index) => ({ piece, isName: index % 2 === 1 }));
  return pieces.filter(({ piece, isName }) => isName || piece !== '');
}

/** Elements of a sentence: marked names are isolated, and the host's is followed by the badge. */
export function sentenceParts(sentence: string, host: string | undefined): (HTMLElement | string)[] {
  return sentencePieces(sentence).flatMap(({ piece, isName }): (HTMLElement | string)[] => {
    if (!isName) return [piece];
    return [element('bdi', {}, piece), ...(piece === host ? [hostBadge()] : [])];
  });
}
