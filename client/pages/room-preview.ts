import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Beginning, hasMap, largestRoomSeed } from '../../shared/beginning.ts';
import type { CreateRoom } from '../../shared/messages.ts';
import type { Preview } from '../../shared/preview.ts';
import { ApiError, previewRoom } from '../connection/server-api.ts';
import { texts } from '../texts.ts';
import { knownCells } from './preview-map.ts';

/** Milliseconds without a change until a preview is asked for. */
const quiet = 600;

/** What of the form the server is told of a beginning. */
export type ChosenBeginning = Pick<CreateRoom, 'begin' | 'roomSeed' | 'sentence'>;

/** What a new room begins with, and for a room without edges a preview of it, which is what the room gets. */
export class RoomPreview {
  readonly #begin = signal<Beginning>('world');
  readonly #preview = signal<Preview | undefined>(undefined);
  readonly #status = signal('');
  readonly #isBusy = signal(false);
  #world: string | undefined;
  #sentence = '';
  #roomSeed = drawnSeed();
  /** Of the newest preview that was asked for: answers of others are late. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDue = false;

  readonly begin: ReadonlySignal<Beginning> = this.#begin;
  /** Whether the room has ground without edges, which a preview shows. */
  readonly isWide = computed(() => hasMap(this.#begin.value));
  /** The newest preview that was made. */
  readonly preview: ReadonlySignal<Preview | undefined> = this.#preview;
  /** How the newest preview comes along, in words. */
  readonly status: ReadonlySignal<string> = this.#status;
  readonly isBusy: ReadonlySignal<boolean> = this.#isBusy;

  /** What the form sends. */
  get value(): ChosenBeginning {
    const begin = this.#begin.peek();
    if (!hasMap(begin)) return {};
    const sentence = this.#sentence.trim();
    return { begin, roomSeed: this.#roomSeed, ...(sentence && { sentence }) };
  }

  choose(begin: Beginning): void {
    this.#begin.value = begin;
    this.#later();
  }

  set sentence(sentence: string) {
    this.#sentence = sentence;
    this.#later();
  }

  /** Another world was chosen. */
  set world(name: string) {
    if (this.#world === name) return;
    this.#world = name;
    if (this.#begin.peek() !== 'nothing') this.#later();
  }

  /** Another room of the same beginning. */
  dreamAnother(): void {
    this.#roomSeed = drawnSeed();
    this.#now();
  }

  /** Asks for nothing more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#isDue = false;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), quiet);
  }

  /** Asks for a preview, after the one that is under way: the server makes one at a time anyway. */
  #now(): void {
    clearTimeout(this.#timer);
    if (!this.isWide.peek()) return;
    this.#status.value = texts.lobby.create.begin.dreaming;
    this.#isDue = this.#isBusy.peek();
    if (!this.#isDue) void this.#ask();
  }

  async #ask(): Promise<void> {
    const { begin, roomSeed, sentence } = this.value;
    if (begin === undefined || begin === 'world' || roomSeed === undefined) return;
    const asked = ++this.#asked;
    this.#isBusy.value = true;
    try {
      const preview = await previewRoom({ begin, roomSeed, sentence, world: this.#world });
      if (asked === this.#asked && !this.#isDue) this.#show(preview);
    } catch (error) {
      const reason = error instanceof ApiError ? ` ${error.message}` : '';
      this.#status.value = `${texts.lobby.create.begin.failed}${reason}`;
    } finally {
      this.#isBusy.value = false;
    }
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#now();
  }

  #show(preview: Preview): void {
    batch(() => {
      this.#preview.value = preview;
      this.#status.value = texts.lobby.create.begin.dreamt(knownCells(preview));
    });
  }
}

function drawnSeed(): number {
  return Math.floor(Math.random() * largestRoomSeed);
}
