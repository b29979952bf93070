import { offersFullScreen, toggleFullScreen } from '../../browser/full-screen.ts';
import { texts } from '../../texts.ts';
import type { Rendering } from '../../video/video-stage.ts';
import { type PanelToolOptions, panelTools } from './panel-tools.ts';
import { type Choice, offered, switched, type Tool, tool } from './tool.ts';

export interface ToolOptions extends PanelToolOptions {
  /** Copies the link to play or to watch. */
  linkCopied(role: 'player' | 'spectator'): void;
  /** Shows or hides the links; returns whether they are shown now. */
  linksToggled(): boolean;
  rendering: Rendering;
  renderingChanged(rendering: Rendering): void;
  /** The measurements. */
  stats: Choice;
  /** Names above heads. */
  names: Choice;
  /** Look compensation; omitted on pages without it. */
  look?: Choice;
  /** Compensation of walking; omitted like `look`. */
  walking?: Choice;
  /** Shows or hides the map. */
  map: { on: boolean; toggled(): void };
  /** Opens or closes the questions to the room, and has what is in view said; omitted on pages that do not play. */
  asked?(): void;
  described?(): void;
  /** Shows or hides the tint that says where the picture comes from. */
  originToggled(): void;
  photoTaken(): void;
  /** Saves the last seconds; omitted on pages without a view of their own. */
  clipped?(): void;
  /**
   * Shows or hides the recordings; returns whether they are shown now. Omitted on pages that may not record.
   */
  recordingsToggled?(): boolean;
  menuToggled(): void;
  settingsOpened(): void;
  /** Explains the controls. */
  helpToggled(): void;
  /** Begins the first minute anew, or skips it; omitted on pages without one. */
  firstMinuteToggled?(): void;
  /** Awaits a second player at this machine, or ends that player's half; omitted on pages that do not play. */
  secondToggled?(): void;
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
}

/** The tools of a page, in order. */
export function toolsOf(options: ToolOptions): Tool[] {
  return [...atHand(options), ...ofMenu(options), ...ofHost(options), ...ofSettings(options)];
}

function atHand(options: ToolOptions): Tool[] {
  const { toolbar, menu, emotes } = texts;
  const { emotesToggled } = options;
  return [
    tool('link', 'copy-invite', toolbar.invite, toolbar.inviteTitle, {
      place: 'bar',
      action: () => options.linkCopied('player'),
    }),
    ...offered(emotesToggled, (action) =>
      tool('laugh', 'toggle-emotes', emotes.label, emotes.title, {
        place: 'bar',
        slot: 'emotes',
        opens: 'menu',
        action,
      }),
    ),
    tool('menu', 'toggle-menu', menu.label, menu.title, {
      place: 'bar',
      code: 'Escape',
      opens: 'dialog',
      action: options.menuToggled,
    }),
  ];
}

function ofMenu(options: ToolOptions): Tool[] {
  const { toolbar, menu, capture, links, map, answers, origins, split } = texts;
  const { firstMinuteToggled, recordingsToggled, secondToggled, clipped, asked, described } = options;
  return [
    tool('sliders', 'open-settings', menu.settings, menu.settingsTitle, {
      place: 'main',
      stays: true,
      action: options.settingsOpened,
    }),
    tool('keys', 'toggle-help', toolbar.help, toolbar.helpTitle, {
      place: 'main',
      code: 'KeyH',
      stays: true,
      action: options.helpToggled,
    }),
    ...offered(firstMinuteToggled, (action) =>
      tool('walk', 'toggle-first-minute', menu.firstMinute, menu.firstMinuteTitle, { place: 'main', action }),
    ),
    ...offered(secondToggled, (action) =>
      tool('people', 'toggle-second', split.tool, split.toolTitle, { place: 'main', action }),
    ),
    tool('link', 'menu-invite', toolbar.inviteLink, toolbar.inviteTitle, {
      place: 'share',
      action: () => options.linkCopied('player'),
    }),
    tool('eye', 'copy-watch', toolbar.watchLink, toolbar.watchLinkTitle, {
      place: 'share',
      action: () => options.linkCopied('spectator'),
    }),
    tool('qr', 'toggle-links', links.open, links.openTitle, {
      place: 'share',
      opens: 'panel',
      action: () => options.linksToggled(),
    }),
    tool('map', 'toggle-map', map.name, map.title, {
      place: 'show',
      slot: 'map',
      stays: true,
      state: () => options.map.on,
      action: options.map.toggled,
    }),
    ...panelTools(options),
    ...offered(asked, (action) =>
      tool('chat', 'toggle-ask', answers.name, answers.title, { place: 'show', slot: 'ask', action }),
    ),
    ...offered(described, (action) =>
      tool('caption', 'describe-view', answers.describe, answers.describeTitle, {
        place: 'show',
        slot: 'describe',
        action,
      }),
    ),
    tool('layers', 'toggle-origin', origins.name, origins.title, {
      place: 'show',
      slot: 'origin',
      stays: true,
      state: () => false,
      action: options.originToggled,
    }),
    ...(offersFullScreen()
      ? [
          tool('expand', 'toggle-fullscreen', toolbar.fullscreen, toolbar.fullscreenTitle, {
            place: 'show',
            code: 'KeyF',
            action: () =>
              void toggleFullScreen().then((done) => {
                if (!done) options.say(toolbar.fullscreenRefused);
              }),
          }),
        ]
      : []),
    tool('camera', 'take-photo', capture.photo, capture.photoTitle, {
      place: 'keep',
      code: 'KeyC',
      action: options.photoTaken,
    }),
    ...offered(clipped, (action) =>
      tool('film', 'save-clip', capture.clip, capture.clipTitle, { place: 'keep', slot: 'clip', action }),
    ),
    ...offered(recordingsToggled, (action) =>
      tool('record', 'toggle-recordings', capture.record, capture.recordTitle, {
        place: 'keep',
        opens: 'panel',
        action: () => action(),
      }),
    ),
  ];
}

function ofHost(options: ToolOptions): Tool[] {
  const { toolbar, saves, sketch } = texts;
  return [
    tool('lock', 'toggle-lock', toolbar.lock, toolbar.lockTitle, {
      place: 'host',
      host: true,
      stays: true,
      action: options.lockToggled,
    }),
    tool('renew', 'revoke-invites', toolbar.revoke, toolbar.revokeTitle, {
      place: 'host',
      host: true,
      action: () => {
        if (window.confirm(toolbar.revokeConfirm)) options.revoked();
      },
    }),
    tool('sun', 'toggle-controls', toolbar.controls, toolbar.controlsTitle, {
      place: 'host',
      host: true,
      code: 'KeyT',
      action: options.controlsToggled,
    }),
    tool('pencil', 'toggle-sketch', sketch.open, sketch.openTitle, {
      place: 'host',
      host: true,
      action: options.sketchToggled,
    }),
    tool('clock', 'toggle-saves', saves.open, saves.openTitle, {
      place: 'host',
      host: true,
      opens: 'panel',
      action: () => options.savesToggled(),
    }),
  ];
}

function ofSettings(options: ToolOptions): Tool[] {
  const { toolbar } = texts;
  let { rendering } = options;
  return [
    tool('grid', 'toggle-picture', toolbar.pictureName, toolbar.pictureTitle, {
      place: 'graphics',
      code: 'KeyP',
      stays: true,
      state: () => toolbar.picture[rendering],
      action: () => {
        rendering = rendering === 'smooth' ? 'pixelated' : 'smooth';
        options.renderingChanged(rendering);
      },
    }),
    ...switched(options.look, (own) =>
      tool('look', 'toggle-look', toolbar.look, toolbar.lookTitle, {
        place: 'graphics',
        code: 'KeyL',
        ...own,
      }),
    ),
    ...switched(options.walking, (own) =>
      tool('walk', 'toggle-walking', toolbar.walking, toolbar.walkingTitle, { place: 'graphics', ...own }),
    ),
    ...switched(options.stats, (own) =>
      tool('pulse', 'toggle-overlay', toolbar.stats, toolbar.statsTitle, {
        place: 'graphics',
        code: 'KeyI',
        ...own,
      }),
    ),
    ...switched(options.names, (own) =>
      tool('tag', 'toggle-names', toolbar.names, toolbar.namesTitle, {
        place: 'names',
        code: 'KeyN',
        ...own,
      }),
    ),
  ];
}
