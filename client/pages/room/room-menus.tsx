import type { BotRequest } from '../../../shared/bot.ts';
import type { Role } from '../../../shared/messages.ts';
import type { PageSound } from '../../audio/page-sound.ts';
import type { RoomCapture } from '../../capture/room-capture.tsx';
import type { ControlsPanel } from '../../hud/controls-panel.tsx';
import { LanguageSwitch } from '../../hud/menu/language-switch.tsx';
import { RoomMenu } from '../../hud/menu/room-menu.tsx';
import { RoomTools } from '../../hud/menu/room-tools.tsx';
import type { Choice } from '../../hud/menu/tool.ts';
import { Toolbar } from '../../hud/menu/toolbar.tsx';
import type { PageSlot } from '../../input/page-slots.ts';
import { BotsField } from '../../match/bots-field.tsx';
import { changePreferences, readPreferences } from '../../preferences.ts';
import { texts } from '../../texts.ts';
import { holding } from '../../ui/holding.ts';
import { Mounted } from '../../ui/mounted.ts';
import type { VideoStage } from '../../video/video-stage.ts';
import { NameField } from '../name-field.tsx';
import type { Measurements } from './measurements.ts';
import type { RoomAccess } from './room-access.ts';
import type { RoomGround } from './room-ground.ts';

/** What the play page and the watch page have of their own in the menu. */
export interface OwnMenu {
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
  /** Look compensation, and compensation of walking. */
  look?: Choice;
  walking?: Choice;
  /** Explains the controls; by default the settings do. */
  helpToggled?(): void;
  firstMinute?: {
    /** Begins it anew, or skips it. */
    toggle(): void;
    readonly running: boolean;
  };
  /** A second player at this machine. */
  second?: { toggle(): void; active(): boolean };
  /** Goes to the match's scores and buttons. */
  matchEntered?(): void;
  /** The menu opened or closed. */
  toggled?(open: boolean): void;
  /** The person goes back to the game. */
  resumed?(): void;
}

export interface RoomMenusOptions extends OwnMenu {
  role: Role;
  press(slot: PageSlot): void;
  door: RoomAccess;
  ground: RoomGround;
  capture: RoomCapture;
  measurements: Measurements;
  worldControls: ControlsPanel;
  sound: PageSound;
  stage: VideoStage;
  /** Opens the list of people. */
  peopleOpened(): void;
  /** Shows or hides the names above heads. */
  showNames(on: boolean): void;
  say(sentence: string): void;
  /** The host asks for bots. */
  botsAsked(request: BotRequest): void;
}

/** The toolbar, the menu and the settings of a page in a room. Switches are stored in the preferences. */
export class RoomMenus {
  readonly tools: RoomTools;
  readonly menu: RoomMenu;
  readonly #bar: Mounted;
  readonly #bots: BotsField;

  constructor(options: RoomMenusOptions) {
    const { role, press, door, ground, capture, measurements, worldControls, sound, stage } = options;
    const preferences = readPreferences();
    const plays = role !== 'spectator';
    const { look, walking, firstMinute, helpToggled, second } = options;
    this.tools = new RoomTools({
      ...{ look, walking, say: options.say },
      firstMinuteToggled: firstMinute && (() => firstMinute.toggle()),
      secondToggled: second && (() => second.toggle()),
      isTaken: options.isTaken,
      chosen: () => this.menu.close(),
      map: { on: ground.map.shown, toggled: () => press('map') },
      asked: plays ? () => press('ask') : undefined,
      described: plays ? () => press('describe') : undefined,
      originToggled: () => press('origin'),
      chatOpened: () => press('chat'),
      emotesToggled: plays ? () => press('emotes') : undefined,
      peopleOpened: () => options.peopleOpened(),
      matchEntered: options.matchEntered && (() => options.matchEntered?.()),
      photoTaken: () => capture.takePhoto(),
      clipped: plays ? () => press('clip') : undefined,
      recordingsToggled: plays ? () => capture.toggleRecordings() : undefined,
      menuToggled: () => this.menu.toggle(),
      settingsOpened: () => this.menu.openSettings('graphics'),
      helpToggled: () => {
        if (helpToggled === undefined) {
          this.menu.openSettings('controls');
          return;
        }
        this.menu.close();
        helpToggled();
      },
      linkCopied: (role) => void door.copy(role),
      linksToggled: () => door.toggleLinks(),
      rendering: preferences.rendering,
      renderingChanged: (rendering) => {
        stage.rendering = rendering;
        changePreferences({ rendering });
      },
      stats: {
        on: preferences.stats,
        toggled: (shown) => {
          measurements.shown = shown;
        },
      },
      names: {
        on: preferences.names,
        toggled: (on) => {
          changePreferences({ names: on });
          options.showNames(on);
        },
      },
      lockToggled: () => door.toggleLock(),
      controlsToggled: () => worldControls.toggle(),
      revoked: () => door.revoke(),
      savesToggled: () => door.toggleSaves(),
      sketchToggled: () => ground.sketch.toggle(),
    });
    this.#bots = new BotsField('menu-bots', (request) => options.botsAsked(request));
    this.#bots.root.hidden = true;
    this.menu = new RoomMenu({
      tools: this.tools,
      hostFields: <div class="held" ref={holding(this.#bots.root)} />,
      toggled: (open) => {
        this.tools.firstMinute = firstMinute?.running ?? false;
        this.tools.second = second?.active() ?? false;
        options.toggled?.(open);
      },
      resumed: () => options.resumed?.(),
    });
    const [invite, ...others] = this.tools.at('bar');
    this.#bar = new Mounted(
      <Toolbar>
        {invite}
        {sound.tool}
        {others}
      </Toolbar>,
    );
    const { settings } = this.menu;
    settings.add('graphics', ...this.tools.at('graphics'));
    settings.add('sound', ...sound.settings);
    settings.add(
      'names',
      ...this.tools.at('names'),
      <NameField name={preferences.name} chosen={(name) => changePreferences({ name })} key="name" />,
      <p class="quiet-text" key="hint">
        {texts.settings.nameHint}
      </p>,
    );
    settings.add('language', <LanguageSwitch key="language" />);
  }

  get bar(): HTMLElement {
    return this.#bar.root;
  }

  /** Whether the page's player is the host, and what the host can do now. */
  showHost(host: boolean, locked: boolean, controls: boolean): void {
    this.tools.showHost(host, locked, controls);
    this.#bots.root.hidden = !host;
  }

  close(): void {
    this.tools.close();
    this.menu.end();
    this.#bar.close();
  }
}
