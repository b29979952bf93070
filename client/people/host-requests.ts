import type { HostCommand, HostRequest } from '../../shared/messages.ts';
import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/** Asks the host about players who came with the host link and want the role. */
export class HostRequestCard {
  readonly root = element('section', {
    class: 'panel host-requests',
    role: 'alertdialog',
    'aria-label': texts.invite.hostAskedLabel,
    hidden: true,
    'data-testid': 'host-requests',
  });
  readonly #command: (command: HostCommand) => void;

  constructor(command: (command: HostCommand) => void) {
    this.#command = command;
  }

  /** Shows all that are open now; none takes the card away. */
  show(requests: readonly HostRequest[]): void {
    const { hostAsked, hostAllow, hostRefuse } = texts.invite;
    this.root.hidden = requests.length === 0;
    this.root.replaceChildren(
      ...requests.map(({ id, name }) =>
        element(
          'div',
          { class: 'host-request' },
          element('p', {}, hostAsked(name)),
          button(hostRefuse, { class: 'quiet', 'data-testid': 'refuse-host' }, () =>
            this.#command({ command: 'refuseHost', member: id }),
          ),
          button(hostAllow, { class: 'quiet', 'data-testid': 'allow-host' }, () =>
            this.#command({ command: 'handOver', member: id }),
          ),
        ),
      ),
    );
  }
}
