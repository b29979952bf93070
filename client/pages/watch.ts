import type { RoomState } from '../../shared/state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import type { Status } from '../hud/status-card.ts';
import { ViewStrip } from '../hud/view-strip.ts';
import { texts } from '../texts.ts';
import type { Page } from './page.ts';
import { RoomPage } from './room-page.ts';

/** A spectator's page: shows the view of a player, and switches between players. */
export class WatchPage implements Page {
  readonly root: HTMLElement;
  readonly #page: RoomPage;
  readonly #strip: ViewStrip;

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
  }

  close(): void {
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
