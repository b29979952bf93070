import type { NoticeLevel } from '../../shared/messages.ts';
import { element } from '../dom/element.ts';
import { plainSentence, sentenceParts } from '../people/person-name.ts';

/** Milliseconds for which a sentence is displayed. */
const lifetime = 5_000;
const limit = 4;

/** Short sentences that disappear by themselves; screen readers announce them. */
export class Toasts {
  readonly root = element('div', {
    class: 'toasts',
    role: 'log',
    'aria-live': 'polite',
    'data-testid': 'toasts',
  });

  /** Name of the room's host, which gets the host badge in sentences. */
  host: string | undefined;

  /** Names in the sentence may be marked (markName). */
  show(text: string, level: NoticeLevel = 'info'): void {
    const same = [...this.root.children].find((toast) => toast.textContent === plainSentence(text));
    same?.remove();
    const toast = element('p', { class: `toast ${level}` }, ...sentenceParts(text, this.host));
    this.root.append(toast);
    if (this.root.childElementCount > limit) this.root.firstElementChild?.remove();
    setTimeout(() => toast.remove(), lifetime);
  }
}
