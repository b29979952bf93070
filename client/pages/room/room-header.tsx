import { type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentChild, JSX } from 'preact';
import { readRoom } from '../../connection/server-api.ts';
import { texts } from '../../texts.ts';
import { holding } from '../../ui/holding.ts';
import { Mounted } from '../../ui/mounted.ts';

/** What a page has in its header beside the names. */
export interface HeaderParts {
  beforePeople?: ComponentChild;
  afterPeople?: ComponentChild;
}

export interface RoomHeaderOptions extends HeaderParts {
  /** Says that the view is recorded. */
  recording: HTMLElement;
  /** The list of people. */
  people: HTMLElement;
}

/** The header above the picture: names of the room and its world, also in the title of the page. */
export class RoomHeader {
  readonly #name = signal('');
  readonly #world = signal('');
  readonly #view: Mounted;

  constructor(options: RoomHeaderOptions) {
    this.#view = new Mounted(<Header name={this.#name} title={this.#world} {...options} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  /** Name of the room; the product's name until it is known. */
  get roomName(): string {
    return this.#name.peek() || texts.product;
  }

  set world(title: string) {
    this.#world.value = title;
  }

  /** Requests the name of the room. */
  async nameRoom(roomId: string, titleOf: (room: string) => string): Promise<void> {
    document.title = titleOf(texts.product);
    try {
      const room = await readRoom(roomId);
      this.#name.value = room.name;
      document.title = titleOf(room.name);
    } catch {
      // The page works without the name. The session reports if the room is gone.
    }
  }

  close(): void {
    this.#view.close();
  }
}

interface HeaderProps extends RoomHeaderOptions {
  name: ReadonlySignal<string>;
  /** Title of the world. */
  title: ReadonlySignal<string>;
}

function Header(props: HeaderProps): JSX.Element {
  return (
    <header class="room-header">
      <div class="room-title">
        <span class="room-name" data-testid="room-name">
          {props.name}
        </span>
        <span class="room-world">{props.title}</span>
      </div>
      <div class="held" ref={holding(props.recording)} />
      {props.beforePeople}
      <div class="held" ref={holding(props.people)} />
      {props.afterPeople}
    </header>
  );
}
