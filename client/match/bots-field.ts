import { type BotRequest, botLevels, mostBots } from '../../shared/bot.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/** Chooses how well bots play that fill free seats, or that none do. */
export class BotsField {
  readonly root: HTMLElement;
  readonly #select: HTMLSelectElement;

  /** `id` is unique in the page; `chosen` is called when somebody has chosen. */
  constructor(id: string, chosen: (request: BotRequest) => void = () => {}) {
    const { bots } = texts.game;
    this.#select = element(
      'select',
      { id, title: bots.title, 'data-testid': id },
      element('option', { value: '' }, bots.none),
      ...botLevels.map((level) => element('option', { value: level }, bots.levels[level])),
    );
    this.#select.addEventListener('change', () => {
      chosen(this.value);
      // The keys of the game are no choices.
      this.#select.blur();
    });
    this.root = element(
      'div',
      { class: 'field bots-field' },
      element('label', { for: id }, bots.label),
      this.#select,
    );
  }

  get value(): BotRequest {
    const level = botLevels.find((name) => name === this.#select.value);
    return level === undefined ? { count: 0, level: 'normal' } : { count: mostBots, level };
  }

  set value({ count, level }: BotRequest) {
    this.#select.value = count === 0 ? '' : level;
  }
}
