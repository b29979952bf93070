import type { RoomState } from '../../shared/state.ts';
import { readPack } from '../connection/server-api.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import type { Status } from '../hud/status-card.ts';
import { ViewStrip } from '../hud/view-strip.ts';
import { texts } from '../texts.ts';
import type { Page } from './page.ts';
import { RoomPage } from './room-page.ts';

/** Milliseconds until the pack is asked for again. */
const retryDelay = 2_000;

/** A spectator's page: shows the view of a player, and switches between players. */
export class WatchPage implements Page {
  readonly root: HTMLElement;
  readonly #page: RoomPage;
  readonly #strip: ViewStrip;
  #retry: number | undefined;
  #closed = false;

  constructor(roomId: string, token: string | undefined) {
    this.#strip = new ViewStrip((view) => this.#watch(view));
    this.#page = new RoomPage({
      roomId,
      role: 'spectator',
      token,
      titleOf: texts.titles.watch,
      labelOf: (view) => texts.watch.view(this.#nameOf(view)),
      waitingStatus: () => this.#waitingStatus(),
      joined: () => undefined,
      roomState: (state) => this.#follow(state),
      stateChanged: () => undefined,
      toolbar: { isTaken: () => false },
    });
    this.root = this.#page.root;
    this.#strip.root.title = texts.watch.hint;
    const seat = element('a', {
      class: 'button quiet',
      href: this.#page.links.play,
      'data-testid': 'take-seat',
    });
    seat.append(icon('play'), element('span', {}, texts.watch.takeSeat));
    this.#page.header.append(element('span', { class: 'badge' }, texts.watch.badge), seat);
    this.root.append(this.#strip.root);
    void this.#page.session.start();
    void this.#prepareNames();
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#strip.close();
    this.#page.close();
  }

  #watch(view: string): void {
    const { session } = this.#page;
    session.show(view);
    if (session.roomState) this.#strip.update(session.roomState, view);
  }

  /** Stays with the chosen player, or goes to the first when that one left. */
  #follow(state: RoomState): void {
    const { session } = this.#page;
    const [first] = state.players.keys();
    const chosen = session.view !== undefined && state.players.has(session.view) ? session.view : first;
    if (chosen !== session.view) {
      session.show(chosen);
      this.#page.showStatus();
    }
    this.#strip.update(state, chosen);
  }

  async #prepareNames(): Promise<void> {
    try {
      const pack = await readPack();
      if (!this.#closed) this.#page.showNames(pack);
    } catch {
      // The picture does without names meanwhile.
      if (!this.#closed) this.#retry = window.setTimeout(() => void this.#prepareNames(), retryDelay);
    }
  }

  #nameOf(view: string): string {
    return this.#page.session.roomState?.players.get(view)?.name ?? '';
  }

  #waitingStatus(): Status | undefined {
    const { session, links } = this.#page;
    if (session.view !== undefined || session.roomState === undefined) return undefined;
    return {
      ...texts.status.waitingForPlayers,
      busy: true,
      actions: [
        { text: texts.status.actions.play, action: links.play, testId: 'take-seat-instead', primary: true },
      ],
    };
  }
}
