import { readRoom } from '../connection/server-api.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/** The strip above the picture: what the room and its world are called, which the page's title says, too. */
export class RoomHeader {
  readonly root: HTMLElement;
  readonly #name = element('span', { class: 'room-name', 'data-testid': 'room-name' });
  readonly #world = element('span', { class: 'room-world' });

  /** `parts` come beside the names. */
  constructor(...parts: HTMLElement[]) {
    const title = element('div', { class: 'room-title' }, this.#name, this.#world);
    this.root = element('header', { class: 'room-header' }, title, ...parts);
  }

  /** What the room is called, or the product until that is known. */
  get roomName(): string {
    return this.#name.textContent || texts.product;
  }

  set world(title: string) {
    if (this.#world.textContent !== title) this.#world.textContent = title;
  }

  /** Asks what the room is called. */
  async nameRoom(roomId: string, titleOf: (room: string) => string): Promise<void> {
    document.title = titleOf(texts.product);
    try {
      const room = await readRoom(roomId);
      this.#name.textContent = room.name;
      document.title = titleOf(room.name);
    } catch {
      // The page does without the name; the session says if the room is gone.
    }
  }
}
