import { createRoom, listModes } from '../connection/server-api.ts';
import { element } from '../dom/element.ts';
import { keepInvites } from '../invites.ts';
import { texts } from '../texts.ts';

/** Games that bots play, the ones that are best to watch first. */
const watchedModes = ['relic-rush', 'tag'];
/** Bots that play; the fifth seat is for whoever wants to join in. */
const bots = 4;

/** Opens a public room in which bots play, to watch: nobody finds a lobby with nothing to see. */
export class WatchBots {
  readonly root: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #error = element('p', { class: 'error', role: 'alert', hidden: true });
  readonly #go: (path: string) => void;

  /** `go` navigates to a path of this site. */
  constructor(go: (path: string) => void) {
    const words = texts.lobby.watchBots;
    this.#go = go;
    this.#button = element('button', { type: 'button', 'data-testid': 'watch-bots' }, words.open);
    this.#button.addEventListener('click', () => void this.#open());
    this.root = element('div', { class: 'watch-bots', hidden: true }, this.#button, this.#error);
  }

  async #open(): Promise<void> {
    const words = texts.lobby.watchBots;
    this.#button.disabled = true;
    this.#error.hidden = true;
    try {
      const offered = await listModes();
      const room = await createRoom({
        name: words.room,
        mode: watchedModes.find((name) => offered.some((mode) => mode.name === name)),
        seats: bots + 1,
        access: 'public',
        bots: { count: bots, level: 'normal' },
      });
      keepInvites(room.id, room);
      this.#go(room.watchLink);
    } catch {
      this.#error.textContent = words.failed;
      this.#error.hidden = false;
    } finally {
      this.#button.disabled = false;
    }
  }
}
