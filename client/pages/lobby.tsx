import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { LanguageSwitch } from '../hud/menu/language-switch.tsx';
import { BotsField } from '../match/bots-field.tsx';
import { changePreferences, readPreferences } from '../preferences.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { CreateRoomForm } from './create-room-form.tsx';
import { ListedRooms } from './listed-rooms.ts';
import { NameField } from './name-field.tsx';
import { OpenRooms } from './open-rooms.tsx';
import type { Page } from './page.ts';
import { RoomOffers } from './room-offers.ts';
import { RoomPreview } from './room-preview.ts';

/** The start page: enter a name, create a room, or join a public one. */
export class LobbyPage implements Page {
  readonly #view: Mounted;
  readonly #rooms = new ListedRooms();
  readonly #offers = new RoomOffers();
  readonly #preview = new RoomPreview();

  /** `go` navigates to a path of this site. */
  constructor(go: (path: string) => void) {
    document.title = texts.titles.lobby;
    /** Address of the chosen world's picture. */
    const picture = signal<string | undefined>(undefined);
    this.#view = new Mounted(
      <Lobby picture={picture}>
        <CreateRoomForm
          offers={this.#offers}
          preview={this.#preview}
          bots={new BotsField('room-bots')}
          go={go}
          worldChosen={(world) => {
            picture.value = world.picture;
          }}
        />
        <OpenRooms listed={this.#rooms} go={go} />
      </Lobby>,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  close(): void {
    this.#rooms.close();
    this.#offers.close();
    this.#preview.close();
    this.#view.close();
  }
}

interface LobbyProps {
  picture: ReadonlySignal<string | undefined>;
  children: JSX.Element[];
}

function Lobby({ picture, children }: LobbyProps): JSX.Element {
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
        <div class="lobby-columns">{children}</div>
      </main>
    </div>
  );
}
