import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { freeCameraView } from '../../shared/watching.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { readPreferences } from '../preferences.ts';
import { LookCompensation } from '../video/look-compensation.ts';
import { CameraPanel } from './camera-panel.tsx';
import { FlightControls } from './flight-controls.ts';

/** Parts of the page that flying needs. */
export interface FlightDeck {
  readonly session: RoomSession;
  lookCompensation: LookCompensation | undefined;
}

/** The free camera on a spectator's page: requests it when the mode is chosen, flies it, and releases it. */
export class FreeFlight {
  readonly panel: CameraPanel;
  readonly #deck: FlightDeck;
  #controls: FlightControls | undefined;
  /** View parameters of the pack, once it is known. */
  #view: PublicPack['view'] | undefined;
  #active = false;
  /** True until the camera was requested: once each time the mode is chosen, as soon as it is available. */
  #wanted = false;

  constructor(deck: FlightDeck) {
    this.#deck = deck;
    this.panel = new CameraPanel({
      take: () => deck.session.send('camera', { command: 'take' }),
      release: () => deck.session.send('camera', { command: 'release' }),
      push: (way, held) => this.#controls?.push(way, held),
    });
  }

  /** Whether the page is in the mode of the free camera. */
  set active(active: boolean) {
    if (active === this.#active) return;
    this.#active = active;
    this.#wanted = active;
    this.panel.open = active;
    if (!active && this.#own) this.#deck.session.send('camera', { command: 'release' });
    if (!active) this.#stop();
  }

  /** Takes the pack, without which the camera cannot be flown. */
  prepare(pack: PublicPack): void {
    const { session } = this.#deck;
    this.#controls = new FlightControls({
      picture: session.stage.root,
      limits: pack.actions,
      deadZone: readPreferences().deadZone,
      steer: (steering) => session.send('steer', steering),
    });
    this.#view = pack.view;
  }

  update(state: RoomState): void {
    const { session } = this.#deck;
    // The first state may come before messages can be sent.
    if (!this.#active || session.sessionId === undefined) return;
    if (state.pilot !== '') this.#wanted = false;
    else if (this.#wanted && state.cameraOffered) {
      this.#wanted = false;
      session.send('camera', { command: 'take' });
    }
    if (this.#own) this.#start();
    else this.#stop();
    if (this.#own) this.panel.show({ kind: 'own' });
    else if (state.pilot !== '') {
      const pilot = state.spectators.get(state.pilot) ?? state.players.get(state.pilot);
      this.panel.show({ kind: 'others', name: pilot?.name ?? '' });
    } else this.panel.show({ kind: state.cameraOffered ? 'free' : 'busy' });
  }

  close(): void {
    this.#stop();
  }

  get #own(): boolean {
    const { session } = this.#deck;
    return session.sessionId !== undefined && session.roomState?.pilot === session.sessionId;
  }

  /** Starts from the camera's direction once its view is displayed. */
  #start(): void {
    const { session } = this.#deck;
    const mark = session.mark;
    // A frame mark alone is not enough: flying begins with the first displayed frame.
    const seen = session.state === 'playing' && session.stage.view === freeCameraView;
    if (this.#controls?.look || !seen || mark?.view !== freeCameraView) return;
    this.#controls?.begin(mark.pose);
    this.#compensate();
  }

  /** Creates look compensation for the pilot at the first flight. */
  #compensate(): void {
    if (!this.#view) return;
    const { session } = this.#deck;
    this.#deck.lookCompensation ??= new LookCompensation({
      stage: session.stage,
      intrinsics: this.#view,
      looked: () => this.#controls?.look,
      enabled: false,
    });
    this.#deck.lookCompensation.enabled = readPreferences().lookCompensation;
    session.follower = this.#deck.lookCompensation;
  }

  #stop(): void {
    this.#controls?.end();
    if (this.#deck.lookCompensation) this.#deck.lookCompensation.enabled = false;
  }
}
