import { signal } from '@preact/signals';
import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { OwnClips } from '../capture/own-clips.ts';
import { RoomSession } from '../connection/room-session.ts';
import type { SessionReport } from '../connection/state/session-machine.ts';
import { controlLabel } from '../hud/control-label.ts';
import { StatusCard } from '../hud/status-card.tsx';
import { Toasts } from '../hud/toasts.tsx';
import { bindingsOf } from '../input/bindings.ts';
import type { Control } from '../input/control.ts';
import { padsOf } from '../input/pads/gamepads.ts';
import type { PadOwners } from '../input/pads/pad-owners.ts';
import { emoteOf, type PageSlot } from '../input/page-slots.ts';
import { inviteFor } from '../invites.ts';
import { RoomMap } from '../map/room-map.ts';
import { MatchHud } from '../match/match-hud.tsx';
import { noticeText } from '../notice-text.ts';
import { offerSecond } from '../page-probe.ts';
import { compensated } from '../pages/room/own-picture.ts';
import { OwnPlayer } from '../pages/room/own-player.ts';
import { placeText, viewFor, waitingForSeat } from '../pages/room/own-seat.ts';
import { PictureLayers } from '../pages/room/picture-layers.ts';
import { roomStatus } from '../pages/room/room-status.ts';
import { readPreferences } from '../preferences.ts';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import type { LookCompensation } from '../video/look-compensation.ts';
import { SecondHeader, type SecondHeading } from './second-header.tsx';
import { SecondMenu } from './second-menu.tsx';
import { answers, secondStatus } from './second-status.ts';
import { ShownSize } from './shown-size.ts';

export interface SecondPlayerOptions {
  roomId: string;
  pack: PublicPack;
  /** Whose gamepad is whose. */
  pads: PadOwners;
  /** The second player wants to leave. */
  left(): void;
}

/**
 * The half of the window of a second player at the same machine: a member of the room with a seat, a view and a HUD of its
 * own, and a gamepad. The first player's half has what the machine has once: sound, chat, links and recordings.
 */
export class SecondPlayer {
  readonly root: HTMLElement;
  readonly #options: SecondPlayerOptions;
  readonly #session: RoomSession;
  readonly #player: OwnPlayer;
  readonly #layers: PictureLayers;
  readonly #look: LookCompensation;
  readonly #map: RoomMap;
  readonly #match: MatchHud;
  readonly #menu: SecondMenu;
  readonly #size: ShownSize;
  readonly #clips: OwnClips;
  readonly #toasts = new Toasts();
  readonly #card = new StatusCard();
  readonly #heading = signal<SecondHeading>({ name: '', host: false, place: '' });
  readonly #withdrawProbe: () => void;
  #report: SessionReport = { state: 'connecting', retries: false, late: false };
  #diverted = false;
  #greeted = false;

  constructor(options: SecondPlayerOptions) {
    this.#options = options;
    const { roomId, pack, pads } = options;
    const { name, rendering } = readPreferences();
    this.#session = new RoomSession(
      {
        roomId,
        role: 'player',
        seat: 'beside',
        get token() {
          return inviteFor('player', roomId) ?? inviteFor('host', roomId);
        },
        name: name || texts.lobby.namePlaceholder,
        labelOf: () => texts.split.view,
      },
      {
        stateChanged: (report) => this.#stateChanged(report),
        joined: () => {
          this.#player.reset();
          this.#map.joined();
          this.#clips.joined();
        },
        roomState: (state) => this.#roomState(state),
        notice: (notice) => this.#toasts.show(noticeText(notice), notice.level),
        map: (news) => this.#map.take(news),
        emote: (emote) => this.#layers.emote(emote),
        recordings: (list) => this.#clips.recordings(list),
        shown: (view, media) => {
          this.#layers.depth.follow(view, media);
          this.#layers.origins.follow(view, media);
        },
        ...elsewhere,
      },
    );
    const session = this.#session;
    const { stage } = session;
    stage.rendering = rendering;
    this.#map = new RoomMap(session);
    this.#clips = new OwnClips({
      ownId: () => session.sessionId,
      record: (command) => session.send('record', command),
      say: (sentence) => this.#toasts.show(sentence),
    });
    this.#layers = new PictureLayers(session, () => this.#look);
    this.#match = new MatchHud({
      command: (command) => session.send('host', { command }),
      botsAsked: (request) => session.send('host', { command: 'bots', ...request }),
      say: (sentence) => this.#toasts.show(sentence),
      // The keyboard is the first player's.
      isTaken: () => true,
    });
    const parts = [
      stage.root,
      new Mounted(<SecondHeader heading={this.#heading} />).root,
      this.#match.panel.root,
      this.#map.root,
      this.#card.root,
      this.#toasts.root,
    ];
    this.root = new Mounted(
      <section
        class="room player second"
        aria-label={texts.split.label}
        data-device="gamepad"
        data-testid="second"
        ref={holding(...parts)}
      />,
    ).root;
    this.root.style.setProperty('--view-aspect', `${pack.view.width} / ${pack.view.height}`);
    const bindings = bindingsOf(pack.actions, readPreferences().bindings);
    this.#player = new OwnPlayer({
      ...{ session, pack, bindings },
      groundAt: (x, z) => this.#map.kindAt(x, z),
      deviceChanged: () => undefined,
      pressed: (slot) => this.#pressed(slot),
      pads: {
        shown: () => padsOf(pads, 'second'),
        connected: () => undefined,
        disconnected: () => undefined,
      },
    });
    stage.root.after(new Mounted(<div class="crosshair" aria-hidden="true" />).root);
    this.#menu = new SecondMenu({
      bindings,
      toggled: () => this.#divert(),
      mapToggled: () => this.#map.toggle(),
      clipped: () => this.#clips.save(),
      left: options.left,
    });
    this.root.append(this.#menu.root);
    this.#look = compensated({ session, pack, layers: this.#layers, player: this.#player });
    this.#layers.show(pack.view, (picture) => this.#match.showMarks(pack, picture));
    this.#size = new ShownSize(session, pack.view.width / pack.view.height);
    this.#withdrawProbe = offerSecond(session);
    this.showStatus();
    session.start();
  }

  /** Updates the card over the half: the session's state or the gamepad changed. */
  showStatus(): void {
    const { roomState, sessionId, view } = this.#session;
    const status = roomStatus({
      report: this.#report,
      spectator: false,
      watchLink: '',
      waiting: waitingForSeat(roomState, sessionId, view),
      startAgain: () => this.#session.start(),
    });
    this.#card.show(
      secondStatus({
        status,
        hasPad: this.#options.pads.has('second'),
        startAgain: () => this.#session.start(),
        leave: this.#options.left,
      }),
    );
    this.#divert();
  }

  /** Leaves the room. */
  close(): void {
    this.#withdrawProbe();
    this.#size.close();
    this.#player.close();
    this.#look.close();
    this.#match.close();
    this.#menu.close();
    this.#layers.close();
    this.#session.close();
  }

  #stateChanged(report: SessionReport): void {
    this.#report = report;
    this.root.dataset.state = report.state;
    this.showStatus();
  }

  #roomState(state: RoomState): void {
    const { sessionId, view } = this.#session;
    if (sessionId === undefined) return;
    this.#session.show(viewFor(state, sessionId, view));
    const own = state.players.get(sessionId);
    if (own && !this.#greeted) this.#toasts.show(texts.split.joined(own.name, controlLabel('Pad9')));
    this.#greeted ||= own !== undefined;
    const place = placeText(state, sessionId);
    put(this.#heading, { name: own?.name ?? '', host: state.host === sessionId, place });
    this.root.classList.toggle('unseated', place !== '');
    this.#player.roomState(state);
    this.#match.update(state, sessionId);
    this.#map.update(state);
    this.#layers.update(state);
    this.#size.update();
  }

  #pressed(slot: PageSlot): void {
    const emote = emoteOf(slot);
    if (emote) this.#session.send('emote', { emote });
    else if (slot === 'menu') this.#menu.toggle();
    else if (slot === 'map') this.#map.toggle();
    else if (slot === 'clip') this.#clips.save();
  }

  /** While a card or the menu covers the picture, presses of the gamepad go there. */
  #divert(): void {
    const covered = this.#card.shown || this.#menu.isOpen;
    if (covered === this.#diverted) return;
    this.#diverted = covered;
    this.#player.input.divert(covered ? (control) => this.#chosen(control) : undefined);
  }

  #chosen(control: Control): void {
    if (this.#menu.isOpen) this.#menu.pad(control);
    else if (control === answers.leave) this.#options.left();
    else if (control === answers.retry) this.#session.start();
    else if (control === 'Pad9') this.#menu.toggle();
  }
}

const nothing = () => undefined;
/** Messages that the first player's half shows for both. */
const elsewhere = {
  invites: nothing,
  hostClaims: nothing,
  saves: nothing,
  sketch: nothing,
  chat: nothing,
  goal: nothing,
  controls: nothing,
  answer: nothing,
  scene: nothing,
};
