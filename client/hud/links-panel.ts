import type { Role } from '../../shared/messages.ts';
import { button, element } from '../dom/element.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import type { SharedLink } from '../room-links.ts';
import { texts } from '../texts.ts';

export interface LinksPanelOptions {
  /** The present link of a role; undefined if this page may not share one. */
  link(role: Role): SharedLink | undefined;
  copy(role: Role): void;
}

const shownRoles: readonly Role[] = ['player', 'spectator', 'host'];
/** Test ids. */
const testNames: Record<Role, string> = { player: 'play', spectator: 'watch', host: 'host' };

/**
 * The links of a room, as text and QR codes. A switch hides them for people who stream: then the page
 * contains no link, so that nothing can show one.
 */
export class LinksPanel {
  readonly root: HTMLElement;
  readonly #options: LinksPanelOptions;
  readonly #rows = element('ul');
  readonly #code = element('div', { class: 'qr-code', 'data-testid': 'qr-code' });
  readonly #reach = element('p', { class: 'quiet-text', role: 'note', 'data-testid': 'link-reach' });
  readonly #hide: HTMLInputElement;
  /** The role whose link the QR code encodes. */
  #coded: Role = 'player';
  #drawn = 0;

  constructor(options: LinksPanelOptions) {
    this.#options = options;
    const { links } = texts;
    this.#hide = element('input', {
      type: 'checkbox',
      id: 'hide-links',
      'aria-describedby': 'hide-links-hint',
      'data-testid': 'hide-links',
    });
    this.#hide.checked = readPreferences().hideLinks;
    this.#hide.addEventListener('change', () => {
      changePreferences({ hideLinks: this.#hide.checked });
      this.update();
    });
    this.root = element(
      'section',
      { class: 'panel links-panel', 'aria-label': links.label, hidden: true, 'data-testid': 'links' },
      element('h2', {}, links.label),
      this.#rows,
      this.#code,
      this.#reach,
      element('label', { class: 'hide-links', for: 'hide-links' }, this.#hide, links.hide),
      element('p', { id: 'hide-links-hint', class: 'quiet-text' }, links.hideHint),
    );
  }

  /** Shows or hides the panel; returns whether it is shown now. */
  toggle(): boolean {
    this.root.hidden = !this.root.hidden;
    this.update();
    return !this.root.hidden;
  }

  /** Updates the panel after links changed. */
  update(): void {
    const shown = !this.root.hidden;
    const hidden = this.#hide.checked;
    this.root.classList.toggle('hiding', hidden);
    const links = shownRoles.flatMap((role) => {
      const link = this.#options.link(role);
      return link === undefined ? [] : [{ role, link }];
    });
    // A closed panel contains no links either.
    this.#rows.replaceChildren(
      ...(shown ? links.map(({ role, link }) => this.#row(role, link, hidden)) : []),
    );
    const reach = texts.links.reach[links.at(0)?.link.reach ?? 'anybody'];
    this.#reach.textContent = reach;
    this.#reach.hidden = reach === '';
    const coded = links.find(({ role }) => role === this.#coded) ?? links.at(0);
    void this.#draw(shown && !hidden && coded ? coded : undefined);
  }

  #row(role: Role, link: SharedLink, hidden: boolean): HTMLElement {
    const { links } = texts;
    const name = links.names[role];
    const field = element('input', {
      type: 'text',
      readonly: true,
      value: hidden ? links.hidden : link.url,
      'aria-label': name,
      'data-testid': `link-${testNames[role]}`,
    });
    field.disabled = hidden;
    field.addEventListener('focus', () => field.select());
    const copying = {
      class: 'quiet',
      'aria-label': links.copyOf(name),
      'data-testid': `copy-link-${testNames[role]}`,
    };
    const coding = { class: 'quiet', 'aria-label': links.qrOf(name), 'data-testid': `qr-${testNames[role]}` };
    const code = button(links.qr, coding, () => {
      this.#coded = role;
      this.update();
    });
    code.hidden = hidden;
    const hint = links.hints[role];
    return element(
      'li',
      {},
      element('span', { class: 'link-name' }, name),
      field,
      button(links.copy, copying, () => this.#options.copy(role)),
      code,
      ...(hint === '' ? [] : [element('span', { class: 'quiet-text' }, hint)]),
    );
  }

  async #draw(coded: { role: Role; link: SharedLink } | undefined): Promise<void> {
    const drawn = ++this.#drawn;
    if (coded === undefined) return this.#code.replaceChildren();
    const { qrCode } = await import('./qr-code.ts');
    if (drawn !== this.#drawn) return;
    const name = texts.links.names[coded.role];
    this.#code.replaceChildren(
      qrCode(coded.link.url, texts.links.qrLabel(name)),
      element('span', { class: 'quiet-text' }, name),
    );
  }
}
