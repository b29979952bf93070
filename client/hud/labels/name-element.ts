import { element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import { nameParts } from '../../people/person-name.ts';
import { texts } from '../../texts.ts';

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
