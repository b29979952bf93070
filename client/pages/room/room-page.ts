import type { GroundKind } from '../../../shared/geometry/ground-map.ts';
import type { PublicPack, Role } from '../../../shared/messages.ts';
import type { RoomState } from '../../../shared/state.ts';
import { PageSound } from '../../audio/page-sound.ts';
import { RoomCapture } from '../../capture/room-capture.tsx';
import type { RoomConnection } from '../../connection/room-connection.ts';
import { RoomSession } from '../../connection/room-session.ts';
import type { SessionReport, SessionState } from '../../connection/state/session-machine.ts';
import { ControlsPanel } from '../../hud/controls-panel.tsx';
import { CopyCard } from '../../hud/copy-card.tsx';
import type { RoomMenu } from '../../hud/menu/room-menu.tsx';
import type { Status } from '../../hud/status-card.tsx';
import { Toasts } from '../../hud/toasts.tsx';
import type { PageSlot } from '../../input/page-slots.ts';
import { forgetInvite, inviteFor } from '../../invites.ts';
import { MatchHud } from '../../match/match-hud.tsx';
import { noticeText } from '../../notice-text.ts';
import { ChatPanel } from '../../people/chat-panel.tsx';
import { goalLine, helpLine, sendLine } from '../../people/goal-chat.ts';
import { PlayerEvents } from '../../people/player-events.ts';
import { readPreferences } from '../../preferences.ts';
import { texts } from '../../texts.ts';
import type { LookCompensation } from '../../video/look-compensation.ts';
import type { Page } from '../page.ts';
import { Measurements } from './measurements.ts';
import { PictureLayers } from './picture-layers.ts';
import { RoomAccess } from './room-access.ts';
import { groundMessages, RoomGround } from './room-ground.ts';
import { type HeaderParts, RoomHeader } from './room-header.tsx';
import { type OwnMenu, RoomMenus } from './room-menus.tsx';
import { RoomPanels } from './room-panels.ts';
import { RoomPeople } from './room-people.ts';
import { roomRoot } from './room-root.tsx';
import { SessionCard } from './session-card.ts';

export interface RoomPageOptions {
  roomId: string;
  role: Role;
  titleOf(room: string): string;
  labelOf(view: string): string;
  /** Overrides the usual status while the page waits for a picture. */
  waitingStatus?(): Status | undefined;
  joined(connection: RoomConnection): void;
  roomState(state: RoomState): void;
  stateChanged(state: SessionState): void;
  header: HeaderParts;
  menu: OwnMenu;
}

/**
 * Common parts of the play page and the watch page: the picture that fills the window, a card with the
 * session's state, the toolbar and the menu, the measurements and the notices.
 */
export class RoomPage implements Page {
  readonly root: HTMLElement;
  readonly session: RoomSession;
  readonly door: RoomAccess;
  readonly toasts = new Toasts();
  readonly layers: PictureLayers;
  readonly panels: RoomPanels;
  /** Set on a player's page once the controls are known. */
  lookCompensation: LookCompensation | undefined;
  readonly #options: RoomPageOptions;
  readonly #card: SessionCard;
  readonly #header: RoomHeader;
  readonly #measurements: Measurements;
  readonly #menus: RoomMenus;
  readonly #chat: ChatPanel;
  readonly #sound: PageSound;
  readonly #worldControls = new ControlsPanel({
    send: (request) => this.session.send('controls', request),
    say: (sentence) => this.toasts.show(sentence, 'warning'),
  });
  readonly #copyCard = new CopyCard();
  readonly #ground: RoomGround;
  readonly #people: RoomPeople;
  readonly #events = new PlayerEvents();
  readonly #capture: RoomCapture;
  readonly #match: MatchHud;

  constructor(options: RoomPageOptions) {
    this.#options = options;
    const { roomId, role } = options;
    const preferences = readPreferences();
    this.door = new RoomAccess({
      roomId,
      session: () => this.session,
      say: (sentence) => this.toasts.show(sentence),
      notCopied: (link) => this.#copyCard.show(link),
    });
    this.#sound = new PageSound(options.menu.isTaken);
    this.session = new RoomSession(
      {
        roomId,
        role,
        get token() {
          return inviteFor(role, roomId);
        },
        name: preferences.name || texts.lobby.namePlaceholder,
        labelOf: options.labelOf,
      },
      {
        stateChanged: (report) => this.#stateChanged(report),
        joined: (connection) => {
          this.#ground.map.joined();
          this.#people.joined();
          if (role !== 'spectator') this.#capture.clips.joined();
          options.joined(connection);
        },
        roomState: (state) => this.#roomState(state),
        ...this.door.messages,
        notice: (notice) => {
          this.toasts.show(noticeText(notice), notice.level);
          if (notice.level !== 'info') this.#ground.sketch.refused();
        },
        ...groundMessages(() => this.#ground),
        emote: (emote) => this.#people.take(emote),
        chat: (message) => this.#people.shows(message.id) && this.#chat.show(message),
        goal: (message) => this.#chat.show(goalLine(message)),
        recordings: (list) => this.#capture.recordings(list),
        controls: (answer) => this.#worldControls.answer(answer),
        shown: (view, media) => {
          this.#sound.follow(view, media);
          this.layers.depth.follow(view, media);
          this.layers.origins.follow(view, media);
        },
      },
    );
    this.#ground = new RoomGround(this.session);
    this.#people = new RoomPeople({
      roomId,
      session: this.session,
      say: (sentence) => this.toasts.show(sentence),
      show: (emote) => this.layers.emote(emote),
      menuOpened: (open) => {
        this.#menus.tools.emotes = open;
      },
      silenced: (member) => this.#chat.forget(member),
    });
    this.#card = new SessionCard({
      spectator: role === 'spectator',
      watchLink: () => this.door.paths.watch,
      waiting: () => options.waitingStatus?.(),
      startAgain: () => this.session.start(),
    });
    const { stage } = this.session;
    stage.rendering = preferences.rendering;
    this.layers = new PictureLayers(this.session, () => this.lookCompensation);
    this.#measurements = new Measurements(this.session, {
      look: () => this.lookCompensation,
      origins: () => this.layers.origins.report,
    });
    this.#capture = new RoomCapture({
      stage,
      look: () => this.lookCompensation,
      roomName: () => this.#header.roomName,
      ownId: () => this.session.sessionId,
      record: (command) => this.session.send('record', command),
      say: (sentence, level) => this.toasts.show(sentence, level),
    });
    this.#menus = new RoomMenus({
      ...options.menu,
      role,
      stage,
      door: this.door,
      ground: this.#ground,
      capture: this.#capture,
      measurements: this.#measurements,
      worldControls: this.#worldControls,
      sound: this.#sound,
      press: (slot) => this.press(slot),
      botsAsked: (request) => this.door.askForBots(request),
      peopleOpened: () => this.#people.list.show(),
      showNames: (on) => {
        this.layers.names = on;
      },
      say: (sentence) => this.toasts.show(sentence, 'warning'),
    });
    this.#chat = new ChatPanel({
      send: (text) => sendLine(this.session, text, (sentence) => this.#chat.show(helpLine(sentence))),
      say: (sentence) => this.toasts.show(sentence, 'warning'),
    });
    this.#match = new MatchHud({
      command: (command) => this.session.send('host', { command }),
      botsAsked: (request) => this.door.askForBots(request),
      say: (sentence) => this.toasts.show(sentence),
      isTaken: options.menu.isTaken,
    });
    const { badge: recording } = this.#capture;
    this.#header = new RoomHeader({ ...options.header, recording, people: this.#people.list.root });
    this.root = roomRoot(role, [
      stage.root,
      this.#header.root,
      this.#measurements.root,
      this.#match.panel.root,
      this.#chat.root,
      ...this.#ground.parts,
      this.layers.origins.legend.root,
      this.#menus.bar,
      this.#people.menu.root,
      this.#worldControls.root,
      this.#card.root,
      this.#capture.root,
      this.#menus.menu.root,
      this.#copyCard.root,
      this.toasts.root,
      ...this.door.panels,
      ...this.#sound.parts,
    ]);
    this.panels = new RoomPanels({
      ...{ menus: this.#menus, people: this.#people, chat: this.#chat, ground: this.#ground },
      ...{ capture: this.#capture, door: this.door, worldControls: this.#worldControls },
      ...{ copyCard: this.#copyCard, match: this.#match, layers: this.layers },
    });
    void this.#header.nameRoom(roomId, options.titleOf);
  }

  /** Takes the pack's intrinsics and shows names over the picture. */
  showNames(pack: PublicPack): void {
    const { view } = pack;
    this.#sound.rate = view.rate;
    this.#worldControls.show(pack);
    this.root.style.setProperty('--view-aspect', `${view.width} / ${view.height}`);
    this.layers.show(view, (picture) => this.#match.showMarks({ view }, picture));
  }

  /** Kind of the ground at a place, by the map that the page has. */
  groundAt(x: number, z: number): GroundKind {
    return this.#ground.map.kindAt(x, z);
  }

  /** A control of the page was pressed. */
  press(slot: PageSlot): void {
    this.panels.press(slot);
  }

  get menu(): RoomMenu {
    return this.#menus.menu;
  }

  /** Shows the keys of the page. */
  showShortcuts(keys: ReadonlyMap<PageSlot, string>): void {
    this.#chat.shortcut = keys.get('chat');
    this.#menus.tools.showShortcuts(keys);
  }

  /** Updates the card with the session's state. */
  showStatus(): void {
    this.#card.show();
  }

  close(): void {
    const own = [this.#measurements, this.#menus, this.#people, this.#capture, this.#sound, this.#match];
    for (const part of [...own, this.#header, this.#worldControls, this.layers]) part.close();
    this.session.close();
  }

  #stateChanged(report: SessionReport): void {
    const { state, reason } = report;
    this.root.dataset.state = state;
    if (reason) this.root.dataset.reason = reason;
    else delete this.root.dataset.reason;
    if (reason || state === 'elsewhere') this.#capture.left();
    if (reason === 'denied') forgetInvite(this.#options.role, this.#options.roomId);
    this.#card.report = report;
    this.#options.stateChanged(state);
  }

  #roomState(state: RoomState): void {
    if (state.world) this.#header.world = state.world;
    const { sessionId } = this.session;
    const host = sessionId !== undefined && state.host === sessionId;
    this.toasts.host = state.players.get(state.host)?.name;
    for (const sentence of this.#events.update(state, sessionId)) this.toasts.show(sentence);
    this.#worldControls.update(state, host);
    this.#menus.showHost(host, state.locked, this.#worldControls.offered);
    this.door.update(host);
    this.#match.update(state, sessionId);
    this.#ground.update(state, host);
    this.#people.update(state, sessionId);
    this.layers.update(state);
    this.#capture.roomState(state);
    this.#sound.roomState(state);
    this.#options.roomState(state);
  }
}
