import { fastestReplay, type ReplayCommand } from '../../shared/saves.ts';
import type { RoomState } from '../../shared/state.ts';
import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';

const speeds = [0, 0.5, 1, 2, 4, fastestReplay] as const;

/** Speed and place of a replay, which everybody who watches it shares. Hidden in a room that shows the present. */
export class ReplayBar {
  readonly root: HTMLElement;
  readonly #place: HTMLInputElement;
  readonly #speeds = new Map<number, HTMLButtonElement>();
  /** Somebody holds the slider: it does not follow the replay meanwhile. */
  #held = false;

  constructor(send: (command: Partial<ReplayCommand>) => void) {
    const { replay } = texts.saves;
    this.#place = element('input', {
      type: 'range',
      step: 1,
      'aria-label': replay.place,
      'data-testid': 'replay-place',
    });
    this.#place.addEventListener('input', () => {
      this.#held = true;
    });
    this.#place.addEventListener('change', () => {
      this.#held = false;
      send({ tick: this.#place.valueAsNumber });
    });
    for (const speed of speeds) {
      const label = speed === 0 ? replay.still : replay.times(speed);
      const made = button(
        label,
        { class: 'mode', 'aria-pressed': 'false', 'data-testid': `replay-${speed}` },
        () => send({ speed }),
      );
      this.#speeds.set(speed, made);
    }
    this.root = element(
      'div',
      {
        class: 'replay-bar',
        role: 'group',
        'aria-label': replay.label,
        hidden: true,
        'data-testid': 'replay',
      },
      this.#place,
      ...this.#speeds.values(),
    );
  }

  update({ replayFrom, replayTo, replaySpeed, tick }: RoomState): void {
    this.root.hidden = !(replayTo > 0);
    if (this.root.hidden) return;
    this.#place.min = String(replayFrom);
    this.#place.max = String(replayTo);
    if (!this.#held) this.#place.value = String(tick);
    for (const [speed, made] of this.#speeds)
      made.setAttribute('aria-pressed', String(speed === replaySpeed));
  }
}
