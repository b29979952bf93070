import { readRoom } from '../../connection/server-api.ts';
import { element } from '../../dom/element.ts';
import { texts } from '../../texts.ts';

/** The header above the picture: names of the room and its world, also in the title of the page. */
export class RoomHeader {
  readonly root: HTMLElement;
  readonly #name = element('span', { class: 'room-name', 'data-testid': 'room-name' });
  readonly #world = element('span', { class: 'room-world' });

  /** `parts` are placed beside the names. */
  constructor(...parts: HTMLElement[]) {
    const title = element('div', { class: 'room-title' }, this.#name, this.#world);
    this.root = element('header', { class: 'room-header' }, title, ...parts);
  }

  /** Name of the room; the product's name until it is known. */
  get roomName(): string {
    return this.#name.textContent || texts.product;
  }

  set world(title: string) {
    if (this.#world.textContent !== title) this.#world.textContent = title;
  }

  /** Requests the name of the room. */
  async nameRoom(roomId: string, titleOf: (room: string) => string): Promise<void> {
    document.title = titleOf(texts.product);
    try {
      const room = await readRoom(roomId);
      this.#name.textContent = room.name;
      document.title = titleOf(room.name);
    } catch {
      // The page works without the name. The session reports if the room is gone.
    }
  }
}
