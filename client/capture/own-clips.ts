import type { RecordCommand, RecordingList } from '../../shared/recording.ts';
import { download } from '../browser/download.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';

export interface OwnClipsOptions {
  /** The player's own session id. */
  ownId(): string | undefined;
  record(command: RecordCommand): void;
  say(sentence: string): void;
}

/** Clips of a player's own view: the room keeps its last seconds, and a key saves them as a file. */
export class OwnClips {
  readonly #options: OwnClipsOptions;
  /** Finished clips, by id. Those from before the page was loaded have been downloaded already. */
  readonly #finished = new Set<string>();
  /** Clips that were asked for and are not there yet. */
  #awaited = 0;

  constructor(options: OwnClipsOptions) {
    this.#options = options;
  }

  /** Asks the room, after each join, to keep what is seen from now on. */
  joined(): void {
    this.#options.record({ command: 'keep', on: true });
  }

  /** Saves the last seconds. */
  save(): void {
    this.#awaited++;
    this.#options.record({ command: 'clip' });
  }

  /** Downloads clips that are ready. */
  recordings({ recordings }: RecordingList): void {
    for (const { id, clip, by, state, link, milliseconds } of recordings) {
      if (!clip || state !== 'done' || link === undefined || by !== this.#options.ownId()) continue;
      if (this.#finished.has(id)) continue;
      this.#finished.add(id);
      if (this.#awaited === 0) continue;
      this.#awaited = 0;
      download(siteUrl(link).href);
      this.#options.say(texts.capture.clipSaved(milliseconds));
    }
  }
}
