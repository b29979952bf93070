import type { HostClaims } from '../../shared/messages.ts';
import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/** Asks the host about members that came with the host invite: one line and two buttons each. */
export class HostClaimsPanel {
  readonly root = element('section', {
    class: 'panel host-claims',
    role: 'alert',
    'aria-label': texts.links.claims.label,
    hidden: true,
    'data-testid': 'host-claims',
  });
  readonly #answer: (member: string, allow: boolean) => void;
  #claims: HostClaims['claims'] = [];

  constructor(answer: (member: string, allow: boolean) => void) {
    this.#answer = answer;
  }

  show({ claims }: HostClaims): void {
    this.#claims = claims;
    const words = texts.links.claims;
    this.root.hidden = claims.length === 0;
    this.root.replaceChildren(
      ...claims.map(({ id, name }) =>
        element(
          'div',
          { class: 'host-claim', 'data-testid': 'host-claim', 'data-session-id': id },
          element('p', {}, words.asks(name)),
          button(
            words.allow,
            { class: 'primary', 'aria-label': words.allowWhom(name), 'data-testid': 'allow-host' },
            () => this.#answer(id, true),
          ),
          button(
            words.refuse,
            { class: 'quiet', 'aria-label': words.refuseWhom(name), 'data-testid': 'refuse-host' },
            () => this.#answer(id, false),
          ),
        ),
      ),
      element('p', { class: 'quiet-text' }, words.hint),
    );
  }

  /** Hides the panel: the page's player is no longer host. */
  hide(): void {
    if (this.#claims.length > 0) this.show({ claims: [] });
  }
}
