import type { RoomSummary, WorldSummary } from '../../shared/messages.ts';
import { listRooms, listWorlds } from '../connection/server-api.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { modeTitle } from '../match/match-words.ts';
import { roomPaths } from '../room-links.ts';
import { texts } from '../texts.ts';
import { RoomPicture } from './room-picture.ts';
import { WatchBots } from './watch-bots.ts';

/** Milliseconds between refreshes while the page is visible. */
const refreshInterval = 4_000;

/** The list of public rooms; `data-state` is loading, ready, empty or error. */
export class OpenRooms {
  readonly root: HTMLElement;
  readonly #message = element('p', { class: 'quiet-text', role: 'status' }, texts.lobby.rooms.loading);
  readonly #list = element('ul', { class: 'room-list', 'data-testid': 'room-list' });
  readonly #watchBots: WatchBots;
  readonly #timer: number;
  readonly #pictures = new Map<string, RoomPicture>();
  #worlds: { worlds: WorldSummary[]; complete: boolean } = { worlds: [], complete: false };
  #shown = '';

  /** `go` navigates to a path of this site. */
  constructor(go: (path: string) => void) {
    this.#watchBots = new WatchBots(go);
    this.root = element(
      'section',
      {
        class: 'open-rooms',
        'aria-labelledby': 'rooms-heading',
        'data-testid': 'open-rooms',
        'data-state': 'loading',
      },
      element('h2', { id: 'rooms-heading' }, texts.lobby.rooms.heading),
      this.#message,
      this.#watchBots.root,
      this.#list,
    );
    this.#timer = window.setInterval(() => {
      if (!document.hidden) void this.#refresh();
    }, refreshInterval);
    void this.#refresh();
  }

  close(): void {
    window.clearInterval(this.#timer);
  }

  async #refresh(): Promise<void> {
    try {
      const [rooms, worlds] = await Promise.all([
        listRooms(),
        this.#worlds.complete ? this.#worlds : listWorlds(),
      ]);
      this.#worlds = worlds;
      this.#say(rooms.length === 0 ? 'empty' : 'ready', rooms.length === 0 ? texts.lobby.rooms.empty : '');
      this.#update(rooms);
      for (const room of rooms) {
        const world = this.#worlds.worlds.find(({ name }) => name === room.world);
        void this.#pictures.get(room.id)?.show(room, world?.picture);
      }
    } catch {
      // The last list stays, because its rooms may still exist when the server answers again.
      this.#say('error', texts.lobby.rooms.failed);
    }
  }

  #say(state: 'empty' | 'ready' | 'error', text: string): void {
    this.root.dataset.state = state;
    this.#watchBots.root.hidden = state !== 'empty';
    if (this.#message.textContent !== text) this.#message.textContent = text;
    this.#message.hidden = text === '';
  }

  #update(rooms: RoomSummary[]): void {
    const key = JSON.stringify(rooms);
    if (key === this.#shown) return;
    this.#shown = key;
    const focused = document.activeElement?.getAttribute('href');
    const open = new Set(rooms.map(({ id }) => id));
    for (const id of this.#pictures.keys()) if (!open.has(id)) this.#pictures.delete(id);
    this.#list.replaceChildren(
      ...rooms.map((room) => {
        const picture = this.#pictures.get(room.id) ?? new RoomPicture();
        this.#pictures.set(room.id, picture);
        return roomCard(
          room,
          this.#worlds.worlds.find((world) => world.name === room.world),
          picture,
        );
      }),
    );
    if (focused) this.#list.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

function roomCard(room: RoomSummary, world: WorldSummary | undefined, picture: RoomPicture): HTMLElement {
  const words = texts.lobby.rooms;
  const links = roomPaths(room.id);
  const full = room.players >= room.seats;
  const join = full
    ? element('span', { class: 'tag', 'data-testid': 'room-full' }, words.full)
    : element(
        'a',
        {
          class: 'button primary',
          href: links.play,
          'aria-label': words.joinRoom(room.name),
          'data-testid': 'join-room',
        },
        words.join,
      );
  const watch = element(
    'a',
    {
      class: 'button quiet',
      href: links.watch,
      'aria-label': words.watchRoom(room.name),
      'data-testid': 'watch-room',
    },
    words.watch,
  );
  return element(
    'li',
    { class: 'room-card', 'data-testid': 'room-card', 'data-room-id': room.id },
    picture.root,
    element(
      'div',
      { class: 'room-about' },
      element('h3', { dir: 'auto' }, room.name),
      element('p', { class: 'room-world' }, world?.title ?? room.world),
      element(
        'p',
        { class: 'room-counts' },
        element('span', {}, icon('people'), words.players(room.players, room.seats)),
        element('span', { 'data-testid': 'room-mode' }, icon('flag'), modeTitle(room.mode)),
        ...(room.spectators > 0 ? [element('span', {}, icon('eye'), words.spectators(room.spectators))] : []),
      ),
    ),
    element('div', { class: 'room-actions' }, join, watch),
  );
}
