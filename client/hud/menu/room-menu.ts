import { button, element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import type { Control } from '../../input/control.ts';
import { texts } from '../../texts.ts';
import { menuKey, menuPad } from './menu-focus.ts';
import type { RoomTools } from './room-tools.ts';
import type { SettingSection } from './setting-sections.ts';
import { SettingsPanel } from './settings-panel.ts';
import { leaveLink } from './toolbar.ts';

export interface RoomMenuOptions {
  tools: RoomTools;
  /** What the host chooses among, below the host's tools. */
  hostFields: readonly HTMLElement[];
  /** The menu opened or closed. */
  toggled(open: boolean): void;
  /** The person goes back to the game. */
  resumed(): void;
}

/**
 * Milliseconds after the menu opened within which Escape does not close it: some browsers let the mouse go at
 * that key, which opens the menu, and give the page the key as well.
 */
const sameKey = 250;

const groups = ['share', 'show', 'keep', 'host'] as const;

/**
 * The pause menu of a room's page: resume, settings, help, everything that is not at hand, and the way out.
 * Escape, a gamepad's menu button and a button on the screen open it. The room goes on meanwhile.
 */
export class RoomMenu {
  readonly root: HTMLElement;
  readonly settings = new SettingsPanel(() => this.open());
  readonly #options: RoomMenuOptions;
  readonly #main: HTMLElement;
  readonly #resume: HTMLButtonElement;
  readonly #listening = new AbortController();
  /** Where the focus was before the menu opened, if it was to be seen there. */
  #formerFocus: HTMLElement | undefined;
  #releasedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RoomMenuOptions) {
    this.#options = options;
    const { menu } = texts;
    const { tools } = options;
    this.#resume = button('', { class: 'primary', 'data-testid': 'resume' }, () => this.#goOn());
    this.#resume.append(icon('play'), element('span', {}, menu.resume));
    this.#main = element(
      'section',
      { class: 'menu-card', 'aria-labelledby': 'menu-heading', 'data-testid': 'menu-main' },
      element('div', { class: 'menu-head' }, element('h2', { id: 'menu-heading' }, menu.label), this.#resume),
      element('p', { class: 'quiet-text' }, menu.hint),
      element(
        'div',
        { class: 'menu-group first' },
        ...tools.at('main'),
        leaveLink('menu-leave', 'menu-item'),
      ),
      ...groups.map((name) =>
        element(
          'div',
          { class: 'menu-group', role: 'group', 'aria-labelledby': `menu-${name}` },
          element('h3', { id: `menu-${name}` }, menu.groups[name]),
          ...tools.at(name),
          ...(name === 'host' ? options.hostFields : []),
        ),
      ),
    );
    this.root = element(
      'div',
      {
        class: 'room-menu',
        role: 'dialog',
        'aria-modal': 'true',
        'aria-label': menu.label,
        tabindex: -1,
        'data-testid': 'room-menu',
        hidden: true,
      },
      this.#main,
      this.settings.root,
    );
    this.root.addEventListener('click', (event) => {
      if (event.target === this.root) this.#goOn();
    });
    this.root.addEventListener('keydown', (event) => {
      // Keeps the keys from the game.
      event.stopPropagation();
      if (event.code === 'Escape') this.#escape();
      else if (!menuKey(this.root, event)) return;
      event.preventDefault();
    });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== 'Escape' || event.defaultPrevented || event.repeat || event.isComposing) return;
        this.#escape();
      },
      { signal: this.#listening.signal },
    );
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  toggle(): void {
    if (this.isOpen) this.#goOn();
    else this.open();
  }

  /** Opens the menu itself, or goes back to it from the settings. */
  open(): void {
    this.#show(this.#main);
    this.#resume.focus();
  }

  /** Opens the menu because the browser let the mouse go, which Escape does, or another window. */
  openByRelease(): void {
    this.#releasedAt = performance.now();
    this.open();
  }

  /** Opens the settings at a section. */
  openSettings(section: SettingSection): void {
    this.settings.show(section);
    this.#show(this.settings.root);
    this.settings.focus();
  }

  /** Closes the menu; the focus goes back to where it was. */
  close(): void {
    if (!this.isOpen) return;
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.#options.tools.menu = false;
    this.#options.toggled(false);
    if (!inside) return;
    if (this.#formerFocus?.isConnected) this.#formerFocus.focus();
    // A hidden element may keep the focus for a while, and with it the keys.
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /** A press of a gamepad while the menu is open. */
  pad(control: Control): void {
    if (menuPad(this.root, control)) return;
    if (control === 'Pad9') this.#goOn();
    if (control !== 'Pad1') return;
    if (this.#main.hidden) this.open();
    else this.#goOn();
  }

  end(): void {
    this.#listening.abort();
  }

  #escape(): void {
    if (!this.isOpen) this.open();
    else if (performance.now() > this.#releasedAt + sameKey) this.#goOn();
  }

  #goOn(): void {
    this.close();
    this.#options.resumed();
  }

  #show(card: HTMLElement): void {
    for (const one of [this.#main, this.settings.root]) one.hidden = one !== card;
    // A group without a tool, because the player is not host, has no heading either.
    for (const group of this.#main.querySelectorAll<HTMLElement>('[role="group"]')) {
      group.hidden = group.querySelector('.menu-item:not([hidden])') === null;
    }
    if (this.isOpen) return;
    const { activeElement } = document;
    const seen = activeElement instanceof HTMLElement && activeElement.matches(':focus-visible');
    this.#formerFocus = seen ? activeElement : undefined;
    this.root.hidden = false;
    this.#options.tools.menu = true;
    this.#options.toggled(true);
  }
}
