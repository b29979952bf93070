import type { RoomSummary } from '../../shared/messages.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/**
 * A room's picture in the lobby: what goes on in it, renewed each time it is updated; until there is
 * something to see, a picture of its world.
 */
export class RoomPicture {
  readonly root = element('div', { class: 'room-picture', 'data-testid': 'room-picture' });
  readonly #image = element('img', { alt: '', decoding: 'async' });
  readonly #live = element('span', { class: 'live-tag', hidden: true }, texts.lobby.rooms.live);
  #update = 0;

  constructor() {
    this.root.append(this.#image, this.#live);
  }

  /** Shows the newest picture of the room; `world` is the path of its world's, if there is one. */
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
    // Else the browser shows the picture that it has of this address.
    next.src = `${room.thumbnail}?at=${Date.now()}`;
    try {
      await next.decode();
    } catch {
      // The room ended meanwhile; the next list is without it.
      return;
    }
    if (update !== this.#update) return;
    this.root.hidden = false;
    this.#image.src = next.src;
    this.#image.alt = texts.lobby.rooms.picture(room.name);
    this.#live.hidden = false;
  }
}
