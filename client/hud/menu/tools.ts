import { offersFullScreen, toggleFullScreen } from '../../browser/full-screen.ts';
import type { IconName } from '../../dom/icon.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { texts } from '../../texts.ts';
import type { Rendering } from '../../video/video-stage.ts';

export interface ToolbarOptions {
  /** Copies the link to play or to watch. */
  linkCopied(role: 'player' | 'spectator'): void;
  /** Shows or hides the links; returns whether they are shown now. */
  linksToggled(): boolean;
  rendering: Rendering;
  stats: boolean;
  /** Names above heads. */
  names: { on: boolean; toggled(on: boolean): void };
  /** Look compensation; omitted on pages without it. */
  look?: { on: boolean; toggled(on: boolean): void };
  /** Compensation of walking; omitted like `look`. */
  walking?: { on: boolean; toggled(on: boolean): void };
  /** Shows or hides the map. */
  map: { on: boolean; toggled(): void };
  /** Shows or hides the tint that says where the picture comes from. */
  originToggled(): void;
  /** Opens or closes the menu of emotes; omitted for members that cannot send one. */
  emotesToggled?(): void;
  photoTaken(): void;
  /**
   * Shows or hides the recordings; returns whether they are shown now. Omitted on pages that may not record.
   */
  recordingsToggled?(): boolean;
  /** Omitted on pages without controls to explain. */
  helpToggled?(): void;
  renderingChanged(rendering: Rendering): void;
  statsToggled(shown: boolean): void;
  /** Shows a sentence about an action that the browser refused. */
  say(sentence: string): void;
  /** The host locks or unlocks the room. */
  lockToggled(): void;
  /** The host opens or closes the panel for the look controls. */
  controlsToggled(): void;
  /** The host shows or hides the saved moments; returns whether they are shown now. */
  savesToggled(): boolean;
  /** The host requests new invites, which invalidates all former ones. */
  revoked(): void;
  /** The host opens or closes the sketch pad. */
  sketchToggled(): void;
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
}

/** A button of the toolbar. */
export interface Tool {
  icon: IconName;
  text: string;
  title: string;
  testId: string;
  /** Shown to the room's host only. */
  host?: boolean;
  /** Key for the same function, unless the game uses it. */
  code?: string;
  /** The rebindable slot for the same function. */
  slot?: PageSlot;
  action(): void;
}

/** The tools of a page, in order. `buttons` are their buttons by test id, available once they are created. */
export function toolsOf(options: ToolbarOptions, buttons: ReadonlyMap<string, HTMLButtonElement>): Tool[] {
  const { toolbar } = texts;
  let { rendering, stats } = options;
  const { look, walking, names, map } = options;
  const label = (testId: string, text: string) =>
    buttons.get(testId)?.querySelector('span')?.replaceChildren(text);
  return [
    {
      icon: 'link',
      text: toolbar.invite,
      title: toolbar.inviteTitle,
      testId: 'copy-invite',
      action: () => options.linkCopied('player'),
    },
    {
      icon: 'eye',
      text: toolbar.watchLink,
      title: toolbar.watchLinkTitle,
      testId: 'copy-watch',
      action: () => options.linkCopied('spectator'),
    },
    {
      icon: 'qr',
      text: texts.links.open,
      title: texts.links.openTitle,
      testId: 'toggle-links',
      action: () => {
        buttons.get('toggle-links')?.setAttribute('aria-expanded', String(options.linksToggled()));
      },
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
      icon: 'clock',
      text: texts.saves.open,
      title: texts.saves.openTitle,
      testId: 'toggle-saves',
      host: true,
      action: () => {
        buttons.get('toggle-saves')?.setAttribute('aria-expanded', String(options.savesToggled()));
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
    {
      icon: 'layers',
      text: texts.origins.name,
      title: texts.origins.title,
      testId: 'toggle-origin',
      slot: 'origin' as const,
      action: options.originToggled,
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
    ...(walking
      ? [
          {
            icon: 'walk' as const,
            text: walking.on ? toolbar.walking.on : toolbar.walking.off,
            title: toolbar.walkingTitle,
            testId: 'toggle-walking',
            action: () => {
              walking.on = !walking.on;
              label('toggle-walking', walking.on ? toolbar.walking.on : toolbar.walking.off);
              walking.toggled(walking.on);
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
    ...(offersFullScreen()
      ? [
          {
            icon: 'expand' as const,
            text: toolbar.fullscreen,
            title: toolbar.fullscreen,
            testId: 'toggle-fullscreen',
            code: 'KeyF',
            action: () =>
              void toggleFullScreen().then((done) => {
                if (!done) options.say(toolbar.fullscreenRefused);
              }),
          },
        ]
      : []),
  ];
}
