import { element } from '../dom/element.ts';
import { StatusCard } from '../hud/status-card.ts';
import { texts } from '../texts.ts';
import type { Page } from './page.ts';

/** Shown for addresses without a page. */
export class NotFoundPage implements Page {
  readonly root: HTMLElement;

  constructor() {
    const card = new StatusCard();
    card.show({
      ...texts.status.notFound,
      busy: false,
      actions: [{ text: texts.status.actions.lobby, action: '/', testId: 'to-lobby' }],
    });
    this.root = element('main', { class: 'room', 'data-testid': 'not-found' }, card.root);
    document.title = texts.product;
  }

  close(): void {}
}
