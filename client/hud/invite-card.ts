import { renderSVG } from 'uqr';
import { copyText } from '../browser/clipboard.ts';
import { button, element } from '../dom/element.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import type { RoomLinks } from '../room-links.ts';
import { isLocalOnly } from '../site-address.ts';
import { texts } from '../texts.ts';

export interface InviteCardOptions {
  links: RoomLinks;
  say(sentence: string): void;
  /** A link could not be copied: it is to be shown. */
  notCopied(link: string): void;
}

/**
 * The links of the room, to copy and as a QR code. People who stream their screen hide them; copying
 * goes on working.
 */
export class InviteCard {
  readonly root = element('section', {
    class: 'panel invite-card',
    'aria-label': texts.invite.label,
    hidden: true,
    'data-testid': 'invite-card',
  });
  readonly #options: InviteCardOptions;

  constructor(options: InviteCardOptions) {
    this.#options = options;
    this.root.addEventListener('keydown', (event) => {
      if (event.code === 'Escape') this.toggle(false);
    });
  }

  /** Opens or closes the card; true when it is open. */
  toggle(open: boolean = this.root.hidden === true): boolean {
    this.root.hidden = !open;
    if (open) this.#show();
    return open;
  }

  #show(): void {
    const { invite } = texts;
    const { links, say, notCopied } = this.#options;
    const hidden = readPreferences().linksHidden;
    const switched = element('input', {
      type: 'checkbox',
      id: 'hide-links',
      checked: hidden,
      'data-testid': 'hide-links',
    });
    switched.addEventListener('change', () => {
      changePreferences({ linksHidden: switched.checked });
      this.#show();
      this.root.querySelector<HTMLElement>('#hide-links')?.focus();
    });
    const row = (name: string, testId: string, link: string) =>
      element(
        'div',
        { class: 'invite-link' },
        element('span', {}, name),
        element(
          'output',
          { 'data-testid': `${testId}-link`, class: hidden ? 'hidden-link' : '' },
          hidden ? invite.hidden : link,
        ),
        button(invite.copy, { class: 'quiet', 'data-testid': `copy-${testId}-link` }, async () => {
          if (await copyText(link)) say(invite.copied);
          else notCopied(link);
        }),
      );
    this.root.replaceChildren(
      element('h2', {}, invite.label),
      row(invite.play, 'play', links.play),
      row(invite.watch, 'watch', links.watch),
      ...(isLocalOnly()
        ? [element('p', { class: 'warning', 'data-testid': 'local-only' }, invite.localOnly)]
        : []),
      ...(hidden ? [] : [qrCode(links.play)]),
      element('label', { for: 'hide-links', class: 'choice' }, switched, invite.hide),
      element(
        'div',
        { class: 'panel-actions' },
        button(invite.close, { class: 'quiet', 'data-testid': 'close-invite' }, () => this.toggle(false)),
      ),
    );
  }
}

/** A QR code (ISO/IEC 18004) of a link, as a picture that scales. */
function qrCode(link: string): HTMLElement {
  const picture = element('img', {
    class: 'qr-code',
    alt: texts.invite.qr,
    src: `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { border: 2 }))}`,
    'data-testid': 'qr-code',
  });
  return picture;
}
