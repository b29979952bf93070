import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { LanguageSwitch } from '../hud/menu/language-switch.tsx';
import { changePreferences, readPreferences } from '../preferences.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Mounted } from '../ui/mounted.ts';
import { CreateRoomForm } from './create-room-form.ts';
import { NameField } from './name-field.tsx';
import { OpenRooms } from './open-rooms.ts';
import type { Page } from './page.ts';

/** The start page: enter a name, create a room, or join a public one. */
export class LobbyPage implements Page {
  readonly #view: Mounted;
  readonly #rooms: OpenRooms;
  /** Address of the chosen world's picture. */
  readonly #picture = signal<string | undefined>(undefined);

  /** `go` navigates to a path of this site. */
  constructor(go: (path: string) => void) {
    document.title = texts.titles.lobby;
    this.#rooms = new OpenRooms(go);
    const form = new CreateRoomForm({
      go,
      worldChosen: (world) => {
        this.#picture.value = world.picture;
      },
    });
    this.#view = new Mounted(<Lobby picture={this.#picture} columns={[form.root, this.#rooms.root]} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  close(): void {
    this.#rooms.close();
    this.#view.close();
  }
}

interface LobbyProps {
  picture: ReadonlySignal<string | undefined>;
  columns: readonly HTMLElement[];
}

function Lobby({ picture, columns }: LobbyProps): JSX.Element {
  return (
    <div class="lobby" data-testid="lobby">
      <header class="lobby-header">
        <a class="brand" href={siteUrl('/').href}>
          {texts.product}
        </a>
        <NameField name={readPreferences().name} chosen={(name) => changePreferences({ name })} />
        <LanguageSwitch />
      </header>
      <main>
        <section class="hero">
          <div class="hero-picture">
            {picture.value && <img src={picture.value} alt="" key={picture.value} />}
          </div>
          <h1>{texts.lobby.headline}</h1>
          <p>{texts.lobby.lead}</p>
        </section>
        <div class="lobby-columns" ref={holding(...columns)} />
      </main>
    </div>
  );
}
