import type { JSX } from 'preact';
import type { RoomState } from '../../shared/state.ts';
import type { MediaConnection } from '../connection/media/media-connection.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import { CaptionLines } from './caption-lines.tsx';
import { Captions } from './captions.ts';
import { RoomAudio } from './room-audio.ts';
import { SoundControls } from './sound-controls.tsx';

/** Ticks a second until the pack is known. Only the loudness of a ball's hit depends on it. */
const usualRate = 12;

/** Sound of a room's page: playback, captions, and the switches for both. */
export class PageSound {
  /** The switch for sound, for the toolbar. */
  readonly tool: JSX.Element;
  /** Sound in the settings. */
  readonly settings: readonly JSX.Element[];
  /** The captions and the audio element, for the page. */
  readonly parts: readonly HTMLElement[];
  /** Ticks a second. */
  rate = usualRate;
  readonly #audio: RoomAudio;
  readonly #controls: SoundControls;
  readonly #lines = new CaptionLines();
  #captions: Captions | undefined;
  #view: string | undefined;

  /** `isTaken` is true for keys that the game uses. */
  constructor(isTaken: (code: string) => boolean) {
    const { sound, captions, volume } = readPreferences();
    this.#audio = new RoomAudio(volume);
    this.#audio.on = sound;
    if (captions) this.#captions = new Captions();
    this.#controls = new SoundControls({
      on: sound,
      captions,
      volume,
      toggled: (on) => {
        this.#audio.on = on;
        changePreferences({ sound: on });
      },
      captionsToggled: (on) => {
        this.#captions = on ? new Captions() : undefined;
        this.#lines.clear();
        changePreferences({ captions: on });
      },
      volumeChanged: (changed) => {
        this.#audio.volume = changed;
        changePreferences({ volume: changed });
      },
      isTaken,
    });
    this.tool = this.#controls.tool;
    this.settings = this.#controls.settings;
    this.parts = [this.#lines.root, this.#audio.root];
  }

  /** Plays the sound of this displayed view from `media`; without a view there is silence. */
  follow(view: string | undefined, media?: MediaConnection): void {
    this.#view = view;
    this.#audio.follow(view, media);
  }

  roomState(state: RoomState): void {
    for (const caption of this.#captions?.update(state, this.#view, this.rate) ?? [])
      this.#lines.show(caption);
  }

  close(): void {
    this.#controls.close();
    this.#lines.clear();
    this.#audio.close();
  }
}
