import { StatusCard } from '../hud/status-card.tsx';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Mounted } from '../ui/mounted.ts';
import type { Page } from './page.ts';

/** Shown for addresses without a page. */
export class NotFoundPage implements Page {
  readonly #view: Mounted;

  constructor() {
    const card = new StatusCard();
    card.show({
      ...texts.status.notFound,
      busy: false,
      actions: [{ text: texts.status.actions.lobby, action: '/', testId: 'to-lobby' }],
    });
    this.#view = new Mounted(<main class="room" data-testid="not-found" ref={holding(card.root)} />);
    document.title = texts.product;
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  close(): void {
    this.#view.close();
  }
}
