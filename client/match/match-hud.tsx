import { signal } from '@preact/signals';
import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { put } from '../ui/put.ts';
import type { ShownPicture } from '../video/shown-picture.ts';
import { Compass, type CompassReading, readCompass } from './compass.tsx';
import { MatchEvents } from './match-events.ts';
import { MatchMarks } from './match-marks.ts';
import { MatchPanel, type MatchPanelOptions } from './match-panel.tsx';
import { matchSummary } from './match-summary.ts';

export interface MatchHudOptions extends MatchPanelOptions {
  /** Shows a sentence, which screen readers announce. */
  say(sentence: string): void;
}

/** The HUD of a match: clock, scores, results, marks and announcements. */
export class MatchHud {
  readonly panel: MatchPanel;
  readonly #options: MatchHudOptions;
  readonly #events = new MatchEvents();
  readonly #compass = signal<CompassReading | undefined>(undefined);
  #marks: MatchMarks | undefined;
  #rate: number | undefined;
  #state: RoomState | undefined;

  constructor(options: MatchHudOptions) {
    this.#options = options;
    this.panel = new MatchPanel(options, <Compass reading={this.#compass} />);
  }

  /** Takes the pack's tick rate and intrinsics; returns the layer of marks. */
  showMarks({ view }: Pick<PublicPack, 'view'>, picture: () => ShownPicture | undefined): HTMLElement {
    this.#rate = view.rate;
    this.#marks = new MatchMarks({ intrinsics: view, picture, roomState: () => this.#state });
    return this.#marks.root;
  }

  /** The room's state changed. */
  update(state: RoomState, ownId: string | undefined): void {
    this.#state = state;
    const view = matchSummary(state, ownId, this.#rate);
    put(this.#compass, readCompass(state, ownId, this.#compass.value));
    this.panel.update(view, ownId !== undefined && state.host === ownId);
    for (const sentence of this.#events.update(view, state.match.announcements)) this.#options.say(sentence);
  }

  close(): void {
    this.panel.close();
    this.#marks?.close();
  }
}
