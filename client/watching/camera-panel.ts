import { capturePointer } from '../browser/browser-features.ts';
import { button, element } from '../dom/element.ts';
import { markName, plainSentence, sentenceParts } from '../people/person-name.ts';
import { texts } from '../texts.ts';
import type { FlightDirection } from './flight-controls.ts';
import { flyKeys, riseKeys } from './flight-keys.ts';

export type CameraSituation =
  | { kind: 'own' | 'free' | 'busy' }
  /** Another member flies it. */
  | { kind: 'others'; name: string };

export interface CameraPanelOptions {
  take(): void;
  release(): void;
  push(way: FlightDirection, held: boolean): void;
}

/** Shows who flies the free camera, with the controls to take, release and fly it by touch. */
export class CameraPanel {
  readonly root: HTMLElement;
  readonly #message = element('p', { role: 'status', 'data-testid': 'camera-message' });
  readonly #take: HTMLButtonElement;
  readonly #release: HTMLButtonElement;
  readonly #pad: HTMLElement;

  constructor(options: CameraPanelOptions) {
    const words = texts.watching.camera;
    this.#take = button(words.take, { class: 'primary', 'data-testid': 'take-camera' }, options.take);
    this.#release = button(
      words.release,
      { class: 'quiet', 'data-testid': 'release-camera' },
      options.release,
    );
    const ways: readonly [FlightDirection, string][] = [
      ['down', '⤓'],
      ['forward', '↑'],
      ['up', '⤒'],
      ['left', '←'],
      ['back', '↓'],
      ['right', '→'],
    ];
    this.#pad = element(
      'div',
      { class: 'flight-pad', role: 'group', 'aria-label': words.pad },
      ...ways.map(([way, sign]) => {
        const made = element(
          'button',
          { type: 'button', class: 'key', 'aria-label': words.moves[way], 'data-testid': `fly-${way}` },
          sign,
        );
        const hold = (held: boolean) => options.push(way, held);
        made.addEventListener('pointerdown', (event) => {
          capturePointer(made, event.pointerId);
          hold(true);
        });
        for (const type of ['pointerup', 'pointercancel', 'blur']) {
          made.addEventListener(type, () => hold(false));
        }
        made.addEventListener('keydown', (event) => {
          if (event.code === 'Space' || event.code === 'Enter') hold(true);
        });
        made.addEventListener('keyup', () => hold(false));
        return made;
      }),
    );
    this.root = element(
      'section',
      { class: 'camera-panel', 'aria-label': words.label, 'data-testid': 'camera-panel', hidden: true },
      this.#message,
      this.#pad,
      this.#take,
      this.#release,
    );
  }

  show(situation: CameraSituation): void {
    const words = texts.watching.camera;
    const sentence =
      situation.kind === 'others'
        ? words.others(situation.name && markName(situation.name))
        : situation.kind === 'own'
          ? words.own(flyKeys(), riseKeys())
          : words[situation.kind];
    // No host badge: the pilot is a spectator and thus not the host.
    if (this.#message.textContent !== plainSentence(sentence))
      this.#message.replaceChildren(...sentenceParts(sentence, undefined));
    this.#take.hidden = situation.kind !== 'free';
    this.#release.hidden = situation.kind !== 'own';
    this.#pad.hidden = situation.kind !== 'own';
  }
}
