import type { PublicPack } from '../../shared/messages.ts';
import { readPack } from '../connection/server-api.ts';
import { element } from '../dom/element.ts';
import { HelpPanel } from '../hud/help-panel.ts';
import { PlayerList } from '../hud/player-list.ts';
import { bindingsOf } from '../input/bindings.ts';
import { InputLoop } from '../input/input-loop.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import { texts } from '../texts.ts';
import { LookCompensation } from '../video/look-compensation.ts';
import type { Page } from './page.ts';
import { RoomPage } from './room-page.ts';

/** Milliseconds until the controls are asked for again. */
const retryDelay = 2_000;

/** A player's page: joins the room, shows the player's own view and sends what the devices do. */
export class PlayPage implements Page {
  readonly root: HTMLElement;
  readonly #page: RoomPage;
  readonly #players = new PlayerList();
  readonly #prompt = element('p', { class: 'prompt', 'data-testid': 'capture-prompt' });
  #input: InputLoop | undefined;
  #help: HelpPanel | undefined;
  #bound: ReadonlySet<string> = new Set();
  #retry: number | undefined;
  #closed = false;

  constructor(roomId: string, token: string | undefined) {
    this.#page = new RoomPage({
      roomId,
      role: 'player',
      token,
      titleOf: texts.titles.play,
      labelOf: () => texts.play.view,
      joined: (connection) => {
        this.#input?.look.reset();
        this.#page.session.show(connection.sessionId);
      },
      roomState: (state) => {
        this.#players.update(state, this.#page.session.sessionId);
        this.#input?.stateChanged(state);
      },
      stateChanged: (state) => {
        const over = state === 'full' || state === 'gone' || state === 'denied';
        if (over && document.pointerLockElement) document.exitPointerLock();
      },
      toolbar: {
        helpToggled: () => this.#toggleHelp(),
        isTaken: (code) => this.#bound.has(code),
        look: {
          on: readPreferences().lookCompensation,
          toggled: (on) => {
            changePreferences({ lookCompensation: on });
            if (this.#page.lookCompensation) this.#page.lookCompensation.enabled = on;
          },
        },
      },
    });
    this.root = this.#page.root;
    this.#page.header.append(this.#players.root);
    this.#page.session.stage.root.after(
      element('div', { class: 'crosshair', 'aria-hidden': 'true', 'data-testid': 'crosshair' }),
      this.#prompt,
    );
    this.#prompt.textContent = matchMedia('(any-pointer: fine)').matches
      ? texts.play.capture
      : texts.play.touch;
    void this.#page.session.start();
    void this.#prepareInput();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#input?.close();
    this.#page.lookCompensation?.close();
    this.#page.close();
  }

  async #prepareInput(): Promise<void> {
    let pack: PublicPack;
    try {
      pack = await readPack();
    } catch {
      if (this.#closed) return;
      this.#page.toasts.show(texts.play.bindingsFailed, 'warning');
      this.#retry = window.setTimeout(() => void this.#prepareInput(), retryDelay);
      return;
    }
    if (this.#closed) return;
    const bindings = bindingsOf(pack.actions);
    this.#bound = bindings.controls;
    const { sensitivity } = readPreferences();
    const input = new InputLoop({
      session: this.#page.session,
      pack,
      sensitivity,
      captured: (captured) => {
        this.root.classList.toggle('captured', captured);
        if (captured) this.#page.toasts.show(texts.play.release);
      },
    });
    this.#input = input;
    this.#page.lookCompensation = new LookCompensation({
      stage: this.#page.session.stage,
      intrinsics: pack.view,
      looked: (time) => input.look.at(time),
      enabled: readPreferences().lookCompensation,
    });
    this.#page.session.follower = this.#page.lookCompensation;
    this.#help = new HelpPanel({
      bindings,
      sensitivity,
      sensitivityChanged: (milliradians) => {
        input.sensitivity = milliradians;
        changePreferences({ sensitivity: milliradians });
      },
      closed: () => this.#toggleHelp(),
    });
    this.#help.root.hidden = true;
    this.root.append(this.#help.root);
    const { width, height } = pack.view;
    this.#page.session.stage.root.style.setProperty('--view-aspect', `${width} / ${height}`);
  }

  #toggleHelp(): void {
    if (this.#help) this.#help.root.hidden = !this.#help.root.hidden;
  }
}
