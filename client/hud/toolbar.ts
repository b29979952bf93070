import { button, element } from '../dom/element.ts';
import { type IconName, icon } from '../dom/icon.ts';
import { belongsToPage } from '../input/keyboard.ts';
import type { PageSlot } from '../input/page-slots.ts';
import type { RoomLinks } from '../room-links.ts';
import { texts } from '../texts.ts';
import type { Rendering } from '../video/video-stage.ts';
import { copyLink, toggleFullscreen } from './toolbar-actions.ts';

export interface ToolbarOptions {
  links: RoomLinks;
  rendering: Rendering;
  stats: boolean;
  /** Names over heads. */
  names: { on: boolean; toggled(on: boolean): void };
  /** Left out where nobody looks around. */
  look?: { on: boolean; toggled(on: boolean): void };
  /** Shows or hides the map, and tells which. */
  map: { on: boolean; toggled(): void };
  /** Opens or closes the menu of emotes; left out where nobody has any. */
  emotesToggled?(): void;
  photoTaken(): void;
  /** Shows or hides the recordings, and tells which; left out where nobody may record. */
  recordingsToggled?(): boolean;
  /** Left out where there are no controls to explain. */
  helpToggled?(): void;
  renderingChanged(rendering: Rendering): void;
  statsToggled(shown: boolean): void;
  copied(text: string): void;
  /** The host locks or unlocks the room. */
  lockToggled(): void;
  /** The host opens or closes the panel for how the world looks. */
  controlsToggled(): void;
  /** The host wants new invites, and none of those made so far to be good. */
  revoked(): void;
  /** The host wants to sketch a place, or no longer. */
  sketchToggled(): void;
  /** True for keys that the game has taken. */
  isTaken(code: string): boolean;
}

interface Tool {
  icon: IconName;
  text: string;
  title: string;
  testId: string;
  /** Shown to the room's host alone. */
  host?: boolean;
  /** Key that does the same, unless the game has taken it. */
  code?: string;
  /** What a person binds a control to instead. */
  slot?: PageSlot;
  action(): void;
}

/** The buttons of a room: links to send, how the picture looks, measurements, help, leaving. */
export class Toolbar {
  readonly root: HTMLElement;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #listening = new AbortController();
  readonly #tools: readonly Tool[];
  readonly #isTaken: (code: string) => boolean;

  constructor(options: ToolbarOptions) {
    const { toolbar } = texts;
    let { rendering, stats } = options;
    const { look, names, map } = options;
    const tools: Tool[] = [
      {
        icon: 'link',
        text: toolbar.invite,
        title: toolbar.inviteTitle,
        testId: 'copy-invite',
        action: () => void copy(options.links.play, toolbar.copied.invite),
      },
      {
        icon: 'eye',
        text: toolbar.watchLink,
        title: toolbar.watchLinkTitle,
        testId: 'copy-watch',
        action: () => void copy(options.links.watch, toolbar.copied.watch),
      },
      {
        icon: 'lock',
        text: toolbar.lock,
        title: toolbar.lockTitle,
        testId: 'toggle-lock',
        host: true,
        action: options.lockToggled,
      },
      {
        icon: 'sun',
        text: toolbar.controls,
        title: toolbar.controlsTitle,
        testId: 'toggle-controls',
        host: true,
        code: 'KeyT',
        action: options.controlsToggled,
      },
      {
        icon: 'renew',
        text: toolbar.revoke,
        title: toolbar.revokeTitle,
        testId: 'revoke-invites',
        host: true,
        action: () => {
          if (window.confirm(toolbar.revokeConfirm)) options.revoked();
        },
      },
      {
        icon: 'camera',
        text: texts.capture.photo,
        title: texts.capture.photoTitle,
        testId: 'take-photo',
        code: 'KeyC',
        action: options.photoTaken,
      },
      ...(options.recordingsToggled
        ? [
            {
              icon: 'record' as const,
              text: texts.capture.record,
              title: texts.capture.recordTitle,
              testId: 'toggle-recordings',
              action: () => {
                const open = options.recordingsToggled?.() ?? false;
                buttons.get('toggle-recordings')?.setAttribute('aria-expanded', String(open));
              },
            },
          ]
        : []),
      {
        icon: 'pencil',
        text: texts.sketch.open,
        title: texts.sketch.openTitle,
        testId: 'toggle-sketch',
        host: true,
        action: () => options.sketchToggled(),
      },
      {
        icon: 'grid',
        text: toolbar.picture[rendering],
        title: toolbar.pictureTitle,
        testId: 'toggle-picture',
        code: 'KeyP',
        action: () => {
          rendering = rendering === 'smooth' ? 'pixelated' : 'smooth';
          label('toggle-picture', toolbar.picture[rendering]);
          options.renderingChanged(rendering);
        },
      },
      {
        icon: 'pulse',
        text: toolbar.stats,
        title: toolbar.statsTitle,
        testId: 'toggle-overlay',
        code: 'KeyI',
        action: () => {
          stats = !stats;
          options.statsToggled(stats);
        },
      },
      {
        icon: 'tag',
        text: toolbar.names,
        title: toolbar.namesTitle,
        testId: 'toggle-names',
        code: 'KeyN',
        action: () => {
          names.on = !names.on;
          buttons.get('toggle-names')?.setAttribute('aria-pressed', String(names.on));
          names.toggled(names.on);
        },
      },
      {
        icon: 'map',
        text: texts.map.name,
        title: texts.map.title,
        testId: 'toggle-map',
        slot: 'map' as const,
        action: map.toggled,
      },
      ...(options.emotesToggled
        ? [
            {
              icon: 'laugh' as const,
              text: texts.emotes.label,
              title: texts.emotes.title,
              testId: 'toggle-emotes',
              slot: 'emotes' as const,
              action: options.emotesToggled,
            },
          ]
        : []),
      ...(look
        ? [
            {
              icon: 'look' as const,
              text: look.on ? toolbar.look.on : toolbar.look.off,
              title: toolbar.lookTitle,
              testId: 'toggle-look',
              code: 'KeyL',
              action: () => {
                look.on = !look.on;
                label('toggle-look', look.on ? toolbar.look.on : toolbar.look.off);
                look.toggled(look.on);
              },
            },
          ]
        : []),
      ...(options.helpToggled
        ? [
            {
              icon: 'keys' as const,
              text: toolbar.help,
              title: toolbar.helpTitle,
              testId: 'toggle-help',
              code: 'KeyH',
              action: options.helpToggled,
            },
          ]
        : []),
      ...(document.fullscreenEnabled
        ? [
            {
              icon: 'expand' as const,
              text: toolbar.fullscreen,
              title: toolbar.fullscreen,
              testId: 'toggle-fullscreen',
              code: 'KeyF',
              action: toggleFullscreen,
            },
          ]
        : []),
    ];
    const buttons = this.#buttons;
    for (const tool of tools) {
      const made = button('', { class: 'tool', 'data-testid': tool.testId }, () => {
        tool.action();
        // Else the space bar would press the button again instead of jumping.
        if (!made.matches(':focus-visible')) made.blur();
      });
      made.hidden = tool.host === true;
      made.append(icon(tool.icon), element('span', {}, tool.text));
      buttons.set(tool.testId, made);
    }
    this.#tools = tools;
    this.#isTaken = options.isTaken;
    this.showShortcuts(new Map());
    buttons.get('toggle-map')?.setAttribute('aria-pressed', String(map.on));
    buttons.get('toggle-emotes')?.setAttribute('aria-haspopup', 'menu');
    buttons.get('toggle-emotes')?.setAttribute('aria-expanded', 'false');
    buttons.get('toggle-names')?.setAttribute('aria-pressed', String(names.on));
    buttons.get('toggle-recordings')?.setAttribute('aria-expanded', 'false');
    function label(testId: string, text: string): void {
      buttons.get(testId)?.querySelector('span')?.replaceChildren(text);
    }
    async function copy(link: string, said: string): Promise<void> {
      if (await copyLink(link)) options.copied(said);
    }
    const leave = element('a', {
      class: 'tool',
      href: '/',
      title: toolbar.leaveTitle,
      'data-testid': 'leave',
    });
    leave.append(icon('leave'), element('span', {}, toolbar.leave));
    this.root = element('nav', { class: 'toolbar', 'aria-label': toolbar.label }, ...buttons.values(), leave);
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        if (options.isTaken(event.code)) return;
        tools.find((tool) => tool.code === event.code)?.action();
      },
      { signal: this.#listening.signal },
    );
  }

  /** Brings the keys that titles name up to date: those of the page's slots as
   * they are bound, the others unless the game has them. */
  showShortcuts(bound: ReadonlyMap<PageSlot, string>): void {
    for (const { testId, title, code, slot } of this.#tools) {
      const own = code !== undefined && !this.#isTaken(code) ? code.slice(3) : undefined;
      const key = slot === undefined ? own : bound.get(slot);
      const made = this.#buttons.get(testId);
      if (made) made.title = key === undefined ? title : texts.toolbar.shortcut(title, key);
    }
  }

  /** Whether the map is shown. */
  set map(shown: boolean) {
    this.#buttons.get('toggle-map')?.setAttribute('aria-pressed', String(shown));
  }

  /** Whether the menu of emotes is open. */
  set emotes(open: boolean) {
    this.#buttons.get('toggle-emotes')?.setAttribute('aria-expanded', String(open));
  }

  /** Shows what a host can do, when the page's player is one. */
  showHost(host: boolean, locked: boolean, controls: boolean): void {
    const lock = this.#buttons.get('toggle-lock');
    const revoke = this.#buttons.get('revoke-invites');
    const steering = this.#buttons.get('toggle-controls');
    if (lock === undefined || revoke === undefined || steering === undefined) return;
    steering.hidden = !controls;
    lock.hidden = !host;
    revoke.hidden = !host;
    const sketch = this.#buttons.get('toggle-sketch');
    if (sketch) sketch.hidden = !host;
    const words = locked ? texts.toolbar.unlock : texts.toolbar.lock;
    const span = lock.querySelector('span');
    if (span?.textContent !== words) span?.replaceChildren(words);
  }

  close(): void {
    this.#listening.abort();
  }
}
