import { type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentChild, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Control } from '../../input/control.ts';
import { texts } from '../../texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { Mounted } from '../../ui/mounted.ts';
import { menuKey, menuPad } from './menu-focus.ts';
import type { RoomTools } from './room-tools.tsx';
import type { SettingSection } from './setting-sections.ts';
import { Settings, SettingsPanel } from './settings-panel.tsx';
import { LeaveLink } from './toolbar.tsx';

export interface RoomMenuOptions {
  tools: RoomTools;
  /** What the host chooses among, below the host's tools. */
  hostFields: ComponentChild;
  /** The menu opened or closed. */
  toggled(open: boolean): void;
  /** The person goes back to the game. */
  resumed(): void;
}

/** The card of the menu that is open. */
type MenuCard = 'main' | 'settings';

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
  readonly settings = new SettingsPanel();
  readonly #options: RoomMenuOptions;
  /** Undefined while the menu is closed. */
  readonly #card = signal<MenuCard | undefined>(undefined);
  readonly #view: Mounted;
  readonly #listening = new AbortController();
  /** Where the focus was before the menu opened, if it was to be seen there. */
  #formerFocus: HTMLElement | undefined;
  #releasedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RoomMenuOptions) {
    this.#options = options;
    const { tools, hostFields } = options;
    this.#view = new Mounted(
      <Menu
        {...{ tools, hostFields }}
        card={this.#card}
        settings={this.settings}
        open={() => this.open()}
        goOn={() => this.#goOn()}
        escaped={() => this.#escape()}
      />,
    );
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== 'Escape' || event.defaultPrevented || event.repeat || event.isComposing) return;
        this.#escape();
      },
      { signal: this.#listening.signal },
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get isOpen(): boolean {
    return this.#card.value !== undefined;
  }

  toggle(): void {
    if (this.isOpen) this.#goOn();
    else this.open();
  }

  /** Opens the menu itself, or goes back to it from the settings. */
  open(): void {
    this.#show('main');
  }

  /** Opens the menu because the browser let the mouse go, which Escape does, or another window. */
  openByRelease(): void {
    this.#releasedAt = performance.now();
    this.open();
  }

  /** Opens the settings at a section. */
  openSettings(section: SettingSection): void {
    this.settings.show(section);
    this.#show('settings');
  }

  /** Closes the menu; the focus goes back to where it was. */
  close(): void {
    if (!this.isOpen) return;
    const inside = this.root.contains(document.activeElement);
    this.#card.value = undefined;
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
    if (this.#card.value === 'settings') this.open();
    else this.#goOn();
  }

  end(): void {
    this.#listening.abort();
    this.#view.close();
  }

  #escape(): void {
    if (!this.isOpen) this.open();
    else if (performance.now() > this.#releasedAt + sameKey) this.#goOn();
  }

  #goOn(): void {
    this.close();
    this.#options.resumed();
  }

  #show(card: MenuCard): void {
    const wasOpen = this.isOpen;
    this.#card.value = card;
    if (wasOpen) return;
    const { activeElement } = document;
    const seen = activeElement instanceof HTMLElement && activeElement.matches(':focus-visible');
    this.#formerFocus = seen ? activeElement : undefined;
    this.#options.tools.menu = true;
    this.#options.toggled(true);
  }
}

interface MenuProps extends Pick<RoomMenuOptions, 'tools' | 'hostFields'> {
  card: ReadonlySignal<MenuCard | undefined>;
  settings: SettingsPanel;
  open(): void;
  goOn(): void;
  escaped(): void;
}

function Menu({ card, settings, tools, hostFields, open, goOn, escaped }: MenuProps): JSX.Element {
  return (
    <div
      class="room-menu"
      role="dialog"
      aria-modal="true"
      aria-label={texts.menu.label}
      tabindex={-1}
      data-testid="room-menu"
      hidden={card.value === undefined}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) goOn();
      }}
      onKeyDown={(event) => {
        // Keeps the keys from the game.
        event.stopPropagation();
        if (event.code === 'Escape') escaped();
        else if (!menuKey(event.currentTarget, event)) return;
        event.preventDefault();
      }}
    >
      <Main {...{ tools, hostFields, goOn }} shown={card.value !== 'settings'} open={card.value === 'main'} />
      <Settings settings={settings} open={card.value === 'settings'} back={open} />
    </div>
  );
}

interface MainProps extends Pick<RoomMenuOptions, 'tools' | 'hostFields'> {
  /** A closed menu shows this card, too, so that nothing moves when it opens. */
  shown: boolean;
  open: boolean;
  goOn(): void;
}

function Main({ tools, hostFields, shown, open, goOn }: MainProps): JSX.Element {
  const { menu } = texts;
  const resume = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (open) resume.current?.focus();
  }, [open]);
  return (
    <section class="menu-card" aria-labelledby="menu-heading" data-testid="menu-main" hidden={!shown}>
      <div class="menu-head">
        <h2 id="menu-heading">{menu.label}</h2>
        <button type="button" class="primary" data-testid="resume" ref={resume} onClick={goOn}>
          <Icon name="play" />
          <span>{menu.resume}</span>
        </button>
      </div>
      <p class="quiet-text">{menu.hint}</p>
      <div class="menu-group first">
        {tools.at('main')}
        <LeaveLink testId="menu-leave" style="menu-item" />
      </div>
      {groups.map((name) => (
        // A group without a tool, because the player is not host, has no heading either.
        <div
          class="menu-group"
          role="group"
          aria-labelledby={`menu-${name}`}
          hidden={!tools.offersAt(name)}
          key={name}
        >
          <h3 id={`menu-${name}`}>{menu.groups[name]}</h3>
          {tools.at(name)}
          {name === 'host' && hostFields}
        </div>
      ))}
    </section>
  );
}
