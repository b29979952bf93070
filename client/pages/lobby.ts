import { element } from '../dom/element.ts';
import { languageSwitch } from '../hud/menu/language-switch.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { CreateRoomForm } from './create-room-form.ts';
import { NameField } from './name-field.ts';
import { OpenRooms } from './open-rooms.ts';
import type { Page } from './page.ts';

/** The start page: enter a name, create a room, or join a public one. */
export class LobbyPage implements Page {
  readonly root: HTMLElement;
  readonly #rooms: OpenRooms;

  /** `go` navigates to a path of this site. */
  constructor(go: (path: string) => void) {
    document.title = texts.titles.lobby;
    this.#rooms = new OpenRooms(go);
    const name = new NameField(readPreferences().name, (chosen) => changePreferences({ name: chosen }));
    const picture = element('div', { class: 'hero-picture' });
    const form = new CreateRoomForm({
      go,
      worldChosen: (world) => {
        if (world.picture) picture.replaceChildren(element('img', { src: world.picture, alt: '' }));
        else picture.replaceChildren();
      },
    });
    this.root = element(
      'div',
      { class: 'lobby', 'data-testid': 'lobby' },
      element(
        'header',
        { class: 'lobby-header' },
        element('a', { class: 'brand', href: siteUrl('/').href }, texts.product),
        name.root,
        languageSwitch(),
      ),
      element(
        'main',
        {},
        element(
          'section',
          { class: 'hero' },
          picture,
          element('h1', {}, texts.lobby.headline),
          element('p', {}, texts.lobby.lead),
        ),
        element('div', { class: 'lobby-columns' }, form.root, this.#rooms.root),
      ),
    );
  }

  close(): void {
    this.#rooms.close();
  }
}
