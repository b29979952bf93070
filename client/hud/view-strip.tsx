import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RoomState } from '../../shared/state.ts';
import { playerCssColour } from '../people/player-colour.ts';
import { PersonName } from '../people/sentence.tsx';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';

interface View {
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  readonly score: number;
  readonly host: boolean;
}

interface Choices {
  readonly views: readonly View[];
  readonly chosen: string | undefined;
}

/** Buttons with which a spectator chooses a player's view; the arrow keys and digits do the same. */
export class ViewStrip {
  /** Whether the arrow keys switch views; digits always do. */
  arrows = true;
  readonly #choose: (view: string) => void;
  readonly #choices = signal<Choices>({ views: [], chosen: undefined });
  readonly #view: Mounted;
  readonly #listening = new AbortController();

  constructor(choose: (view: string) => void) {
    this.#choose = choose;
    this.#view = new Mounted(<Strip choices={this.#choices} choose={choose} />);
    window.addEventListener('keydown', (event) => this.#key(event), { signal: this.#listening.signal });
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  update(state: RoomState, chosen: string | undefined): void {
    const views = [...state.players.entries()].map(([id, { name, colour, score }]) => ({
      ...{ id, name, colour, score },
      host: id === state.host,
    }));
    put(this.#choices, { views, chosen });
  }

  close(): void {
    this.#listening.abort();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const { views, chosen } = this.#choices.value;
    const count = views.length;
    if (count === 0) return;
    const current = views.findIndex(({ id }) => id === chosen);
    if (this.arrows && event.code === 'ArrowRight') this.#choose(views[(current + 1) % count].id);
    else if (this.arrows && event.code === 'ArrowLeft') this.#choose(views[(current - 1 + count) % count].id);
    else if (/^Digit[1-8]$/.test(event.code)) {
      const view = views[Number(event.code.slice(5)) - 1];
      if (view !== undefined) this.#choose(view.id);
    }
  }
}

interface StripProps {
  choices: ReadonlySignal<Choices>;
  choose(view: string): void;
}

function Strip({ choices, choose }: StripProps): JSX.Element {
  const { views, chosen } = choices.value;
  return (
    <div class="view-strip" role="group" aria-label={texts.watch.strip} data-testid="view-strip">
      {views.map(({ id, name, colour, score, host }) => (
        <button
          type="button"
          class="view-choice"
          data-testid="view-choice"
          data-session-id={id}
          aria-pressed={id === chosen}
          title={texts.watch.choose(name)}
          key={id}
          onClick={() => choose(id)}
        >
          <span class="swatch" style={{ background: playerCssColour(colour) }} />
          <PersonName name={name} host={host} /> <span class="player-score">{score}</span>
        </button>
      ))}
    </div>
  );
}
