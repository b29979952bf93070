import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { hasPointer, releasePointer } from '../browser/pointer-lock.ts';
import { readPack } from '../connection/server-api.ts';
import { FirstMinute } from '../first-minute/first-minute.tsx';
import { deservesFreshRound } from '../first-minute/fresh-round.ts';
import { PadPanels } from '../hud/menu/pad-panels.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import { ScreenWakeLock } from '../screen-wake-lock.ts';
import { SplitScreen } from '../split/split-screen.tsx';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import type { Page } from './page.ts';
import { compensated, compensatesWalking, walksSmoothly } from './room/own-picture.ts';
import { placeText, viewFor, waitingForSeat } from './room/own-seat.ts';
import { PlayerControls } from './room/player-controls.tsx';
import { RoomPage } from './room/room-page.ts';

/** Milliseconds until the pack is requested again. */
const retryDelay = 2_000;

/** A player's page: joins the room, shows the player's own view and sends the devices' inputs. */
export class PlayPage implements Page {
  readonly root: HTMLElement;
  readonly #page: RoomPage;
  readonly #split: SplitScreen;
  readonly #pads: PadPanels;
  /** The position in the queue for a seat, in words; empty for whoever does not wait. */
  readonly #place = signal('');
  /** How to look around. */
  readonly #hint = signal(texts.play.capture);
  readonly #wakeLock = new ScreenWakeLock();
  readonly #firstMinute = new FirstMinute((state) => this.#learnt(state));
  #controls: PlayerControls | undefined;
  #host = false;
  /** Whether the mouse was captured when the menu opened. */
  #wasCaptured = false;
  #retry: number | undefined;
  #closed = false;

  constructor(roomId: string, role: 'host' | 'player') {
    this.#page = new RoomPage({
      roomId,
      role,
      titleOf: texts.titles.play,
      labelOf: (view) =>
        this.#page.session.seated
          ? texts.play.view
          : texts.watch.view(this.#page.session.roomState?.players.get(view)?.name ?? ''),
      waitingStatus: () => {
        const { roomState, sessionId, view } = this.#page.session;
        return waitingForSeat(roomState, sessionId, view);
      },
      joined: () => this.#controls?.player.reset(),
      roomState: (state) => {
        this.#look(state);
        this.#controls?.player.roomState(state);
        this.#split.roomState();
        this.#teach(state);
      },
      stateChanged: (state) => {
        const over = state === 'full' || state === 'gone' || state === 'denied' || state === 'elsewhere';
        if (over) releasePointer(this.#picture);
        if (over) this.#page.menu.close();
        this.#wakeLock.wanted = state === 'playing';
      },
      header: { beforePeople: <SeatPlace words={this.#place} /> },
      menu: {
        firstMinute: this.#firstMinute,
        second: { toggle: () => this.#split.toggle(), active: () => this.#split.running },
        matchEntered: () => this.#pads.enter(this.#page.panels.match),
        toggled: (open) => this.#menuToggled(open),
        resumed: () => this.#resume(),
        isTaken: (code) => this.#controls?.isTaken(code) ?? false,
        look: {
          on: readPreferences().lookCompensation,
          toggled: (on) => {
            changePreferences({ lookCompensation: on });
            if (this.#page.lookCompensation) this.#page.lookCompensation.enabled = on;
            this.#page.layers.walks = walksSmoothly();
          },
        },
        walking: {
          on: compensatesWalking(),
          toggled: (on) => {
            changePreferences({ walkingCompensation: on });
            if (this.#page.lookCompensation) this.#page.lookCompensation.walking = on;
            this.#page.layers.walks = walksSmoothly();
          },
        },
      },
    });
    this.#split = new SplitScreen({
      roomId,
      first: this.#page.root,
      session: this.#page.session,
      say: (sentence) => this.#page.toasts.show(sentence),
    });
    this.root = this.#split.root;
    this.#pads = new PadPanels({
      panels: this.#page.panels.all,
      usesPad: () => this.#controls?.player.device === 'gamepad',
      changed: () => this.#divert(),
      menu: () => this.#page.menu.toggle(),
    });
    this.#page.session.stage.root.after(
      new Mounted(<div class="crosshair" aria-hidden="true" data-testid="crosshair" />).root,
      this.#firstMinute.root,
      new Mounted(<CaptureHint words={this.#hint} />).root,
    );
    this.#page.session.start();
    void this.#prepareControls();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#split.close();
    this.#pads.close();
    this.#controls?.close();
    this.#firstMinute.close();
    this.#wakeLock.close();
    this.#page.lookCompensation?.close();
    this.#page.close();
  }

  /** Shows the player's own view, or another player's until it has a seat. */
  #look(state: RoomState): void {
    const { session } = this.#page;
    const own = session.sessionId;
    if (own === undefined) return;
    if (state.host === own && !this.#host) this.#page.toasts.show(texts.play.youHost);
    this.#host = state.host === own;
    session.show(viewFor(state, own, session.view));
    if (this.#place.value !== '' && state.players.has(own)) this.#page.toasts.show(texts.play.seated);
    const words = placeText(state, own);
    this.#place.value = words;
    this.#page.root.classList.toggle('unseated', words !== '');
  }

  /** What captures the mouse. */
  get #picture(): HTMLElement {
    return this.#page.session.stage.root;
  }

  #teach(state: RoomState): void {
    const controls = this.#controls;
    if (controls === undefined) return;
    const { bindings, device } = controls.player;
    const captured = hasPointer(this.#picture);
    this.#firstMinute.update(state, this.#page.session.sessionId, { bindings, device, captured });
  }

  #learnt(state: RoomState): void {
    const { session } = this.#page;
    if (deservesFreshRound(state, session.sessionId)) session.send('host', { command: 'reset' });
  }

  #menuToggled(open: boolean): void {
    const captured = hasPointer(this.#picture);
    if (open) this.#wasCaptured ||= captured;
    if (open) releasePointer(this.#picture);
    this.#divert();
  }

  /** Gives the presses of gamepads to the menu or to an open panel, or else to the game. */
  #divert(): void {
    const { menu } = this.#page;
    const open = menu.isOpen ? menu : this.#pads.active ? this.#pads : undefined;
    this.#controls?.divert(open && ((control) => open.pad(control)));
  }

  /** Back from the menu, with the mouse if the player had it. */
  #resume(): void {
    if (this.#wasCaptured && this.#controls?.player.device === 'keyboard') this.#controls.capture();
    this.#wasCaptured = false;
  }

  /** Escape let the mouse go, or another window has it: the player pauses, unless writing something. */
  #released(): void {
    const { activeElement } = document;
    const writes = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLSelectElement;
    if (this.#closed || writes || this.#page.menu.isOpen || this.#page.session.state !== 'playing') return;
    this.#wasCaptured = true;
    this.#page.menu.openByRelease();
  }

  async #prepareControls(): Promise<void> {
    let pack: PublicPack;
    try {
      pack = await readPack();
    } catch {
      if (this.#closed) return;
      this.#page.toasts.show(texts.play.bindingsFailed, 'warning');
      this.#retry = window.setTimeout(() => void this.#prepareControls(), retryDelay);
      return;
    }
    if (this.#closed) return;
    this.#controls = new PlayerControls({
      session: this.#page.session,
      pack,
      pads: this.#split.pads,
      groundAt: (x, z) => this.#page.groundAt(x, z),
      root: this.#page.root,
      say: (sentence) => this.#page.toasts.show(sentence),
      pressed: (slot) => this.#page.press(slot),
      bound: (keys) => this.#page.showShortcuts(keys),
      captureRefused: () => {
        this.#hint.value = texts.play.drag;
      },
      captured: (captured) => {
        this.#hint.value = texts.play.capture;
        this.#page.root.classList.toggle('captured', captured);
        // The menu opened while the page waited for the mouse.
        if (captured && this.#page.menu.isOpen) releasePointer(this.#picture);
        else if (captured) this.#page.toasts.show(texts.play.release);
        else this.#released();
      },
    });
    const controls = this.#controls;
    this.#page.menu.settings.add('controls', controls.section);
    this.#page.showShortcuts(controls.keys);
    const { session, layers } = this.#page;
    this.#page.lookCompensation = compensated({ session, pack, layers, player: controls.player });
    this.#page.showNames(pack);
    this.#split.prepare(pack);
  }
}

interface WordsProps {
  words: ReadonlySignal<string>;
}

function SeatPlace({ words }: WordsProps): JSX.Element {
  return (
    <p class="badge" role="status" hidden={words.value === ''} data-testid="seat-place">
      {words.value}
    </p>
  );
}

function CaptureHint({ words }: WordsProps): JSX.Element {
  return (
    <p class="prompt" data-testid="capture-prompt">
      {words}
    </p>
  );
}
