import { element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import { siteUrl } from '../../site.ts';
import { texts } from '../../texts.ts';

/** What is at hand in a room: four or five buttons with words, the last of which leaves. */
export function toolbar(buttons: readonly HTMLElement[]): HTMLElement {
  return element(
    'nav',
    { class: 'toolbar', 'aria-label': texts.toolbar.label },
    ...buttons,
    leaveLink('leave', 'tool'),
  );
}

/** A link to the lobby. */
export function leaveLink(testId: string, style: string): HTMLElement {
  const { leave, leaveTitle } = texts.toolbar;
  const made = element('a', {
    class: style,
    href: siteUrl('/').href,
    title: leaveTitle,
    'data-testid': testId,
  });
  made.append(icon('leave'), element('span', { class: 'tool-text' }, leave));
  return made;
}
