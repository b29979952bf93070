import { button, element } from '../dom/element.ts';
import { siteUrl } from '../site.ts';

export interface StatusAction {
  text: string;
  /** A path of this site, or a function. */
  action: string | (() => void);
  testId: string;
  /** True for the action that most people want. */
  primary?: boolean;
}

export interface Status {
  heading: string;
  text: string;
  /** The server's reason, when it sent one. */
  detail?: string;
  /** True while the page works on it by itself. */
  busy: boolean;
  /** True if the rest of the page stays usable: the card does not take the focus. */
  beside?: boolean;
  /** The possible actions, the likeliest first. */
  actions: readonly StatusAction[];
}

/** Shows the page's status and the possible actions over the picture. */
export class StatusCard {
  readonly root: HTMLElement;
  #shown = '';

  constructor() {
    this.root = element('section', {
      class: 'status',
      role: 'status',
      'data-testid': 'status',
      hidden: true,
    });
  }

  /** `undefined` hides the card. */
  show(status: Status | undefined): void {
    this.root.hidden = status === undefined;
    const key = JSON.stringify(status);
    if (key === this.#shown) return;
    this.#shown = key ?? '';
    if (!status) {
      this.root.replaceChildren();
      return;
    }
    const actions = status.actions.map((item, index) => {
      const attributes = {
        class: (item.primary ?? (index === 0 && !status.busy)) ? 'primary' : 'quiet',
        'data-testid': item.testId,
      };
      return typeof item.action === 'string'
        ? element(
            'a',
            {
              ...attributes,
              class: `button ${attributes.class}`,
              href: item.action.startsWith('/') ? siteUrl(item.action).href : item.action,
            },
            item.text,
          )
        : button(item.text, attributes, item.action);
    });
    this.root.replaceChildren(
      element(
        'div',
        { class: 'status-card' },
        ...(status.busy ? [element('span', { class: 'spinner', 'aria-hidden': 'true' })] : []),
        element('h1', {}, status.heading),
        ...(status.text ? [element('p', {}, status.text)] : []),
        ...(status.detail ? [element('p', { class: 'detail' }, status.detail)] : []),
        ...(actions.length > 0 ? [element('div', { class: 'actions' }, ...actions)] : []),
      ),
    );
    if (!status.busy && !status.beside) actions[0]?.focus();
  }
}
