import type { RoomSummary } from '../../shared/messages.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/**
 * A room's thumbnail in the lobby, renewed with each update; until there is one, the picture of its world.
 */
export class RoomPicture {
  readonly root = element('div', { class: 'room-picture', 'data-testid': 'room-picture' });
  readonly #image = element('img', { alt: '', decoding: 'async' });
  readonly #live = element('span', { class: 'live-tag', hidden: true }, texts.lobby.rooms.live);
  #update = 0;

  constructor() {
    this.root.append(this.#image, this.#live);
  }

  /** Shows the newest thumbnail of the room; `world` is the path of its world's picture, if there is one. */
  async show(room: RoomSummary, world: string | undefined): Promise<void> {
    const update = ++this.#update;
    if (room.thumbnail === undefined) {
      this.#live.hidden = true;
      this.#image.alt = '';
      if (world !== undefined && this.#image.getAttribute('src') !== world) this.#image.src = world;
      this.root.hidden = world === undefined;
      return;
    }
    const next = new Image();
    // Otherwise the browser would show its cached image of this address.
    next.src = `${room.thumbnail}?at=${Date.now()}`;
    try {
      await next.decode();
    } catch {
      // The room ended meanwhile. The next list does not contain it.
      return;
    }
    if (update !== this.#update) return;
    this.root.hidden = false;
    this.#image.src = next.src;
    this.#image.alt = texts.lobby.rooms.picture(room.name);
    this.#live.hidden = false;
  }
}
