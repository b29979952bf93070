import { type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { type BotRequest, botLevels, mostBots } from '../../shared/bot.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';

/** Chooses how well bots play that fill free seats, or that none do. */
export class BotsField {
  readonly #level = signal('');
  readonly #view: Mounted;

  /** `id` is unique in the page; `chosen` is called when somebody has chosen. */
  constructor(id: string, chosen: (request: BotRequest) => void = () => {}) {
    this.#view = new Mounted(<Levels id={id} level={this.#level} chosen={() => chosen(this.value)} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get value(): BotRequest {
    const level = botLevels.find((name) => name === this.#level.value);
    return level === undefined ? { count: 0, level: 'normal' } : { count: mostBots, level };
  }

  set value({ count, level }: BotRequest) {
    this.#level.value = count === 0 ? '' : level;
  }
}

interface LevelsProps {
  id: string;
  /** A level, or empty for no bots. */
  level: Signal<string>;
  chosen(): void;
}

function Levels({ id, level, chosen }: LevelsProps): JSX.Element {
  const { bots } = texts.game;
  return (
    <div class="field bots-field">
      <label for={id}>{bots.label}</label>
      <select
        id={id}
        title={bots.title}
        data-testid={id}
        value={level.value}
        onChange={({ currentTarget }) => {
          level.value = currentTarget.value;
          chosen();
          // The keys of the game are no choices.
          currentTarget.blur();
        }}
      >
        <option value="">{bots.none}</option>
        {botLevels.map((name) => (
          <option value={name} key={name}>
            {bots.levels[name]}
          </option>
        ))}
      </select>
    </div>
  );
}
