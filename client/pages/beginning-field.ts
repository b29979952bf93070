import { type Beginning, beginnings, hasMap, largestRoomSeed } from '../../shared/beginning.ts';
import type { CreateRoom } from '../../shared/messages.ts';
import type { Preview } from '../../shared/preview.ts';
import { promptLimits } from '../../shared/text/display-text.ts';
import { ApiError, previewRoom } from '../connection/server-api.ts';
import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { drawPreview, knownCells } from './preview-map.ts';

/** Milliseconds without a change until a preview is asked for. */
const quiet = 600;

/** What of the form the server is told of a beginning. */
export type ChosenBeginning = Pick<CreateRoom, 'begin' | 'roomSeed' | 'sentence'>;

/**
 * What a new room begins with. For a room without edges: a sentence, and a preview of its ground and of the first look,
 * which is what the room gets.
 */
export class BeginningField {
  readonly root = element('div', { class: 'beginning', hidden: true });
  readonly #choices = element('div', { class: 'choices' });
  readonly #dream: HTMLElement;
  readonly #sentence: HTMLInputElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #look: HTMLImageElement;
  readonly #status: HTMLElement;
  readonly #read: HTMLElement;
  readonly #changed: () => void;
  #begin: Beginning = 'world';
  #world: string | undefined;
  #roomSeed = drawnSeed();
  /** Of the newest preview that was asked for: answers of others are late. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isBusy = false;
  #isDue = false;

  /** `changed` is called when another beginning is chosen. */
  constructor(changed: () => void) {
    const words = texts.lobby.create.begin;
    this.#changed = changed;
    this.#sentence = element('input', {
      ...{ id: 'room-sentence', type: 'text', autocomplete: 'off', 'data-testid': 'room-sentence' },
      maxlength: promptLimits.codeUnits,
      placeholder: words.sentencePlaceholder,
      'aria-describedby': 'room-sentence-hint room-sentence-read',
    });
    this.#sentence.addEventListener('input', () => this.#later());
    this.#canvas = element('canvas', {
      ...{ class: 'preview-map', role: 'img', 'aria-label': words.map, 'data-testid': 'preview-map' },
    });
    this.#look = element('img', {
      ...{ class: 'preview-look', alt: words.look, hidden: true, 'data-testid': 'preview-look' },
    });
    this.#status = element('p', {
      ...{ class: 'quiet-text', role: 'status', 'aria-live': 'polite', 'data-testid': 'preview-status' },
    });
    this.#read = element('p', { id: 'room-sentence-read', class: 'quiet-text', 'aria-live': 'polite' });
    const another = button(words.another, { class: 'quiet', 'data-testid': 'dream-another' }, () => {
      this.#roomSeed = drawnSeed();
      this.#now();
    });
    this.#dream = element(
      'div',
      { class: 'dream', hidden: true },
      element(
        'div',
        { class: 'field' },
        element('label', { for: 'room-sentence' }, words.sentence),
        this.#sentence,
        element('p', { id: 'room-sentence-hint', class: 'quiet-text dream-note' }, words.sentenceHint),
        this.#read,
      ),
      element('div', { class: 'previews' }, this.#canvas, this.#look),
      element('div', { class: 'dream-actions' }, another, this.#status),
    );
    this.root.append(
      element(
        'fieldset',
        { 'data-testid': 'room-begin' },
        element('legend', {}, words.legend),
        this.#choices,
      ),
      this.#dream,
    );
  }

  /** What the form sends. */
  get value(): ChosenBeginning {
    if (!hasMap(this.#begin)) return {};
    const sentence = this.#sentence.value.trim();
    return { begin: this.#begin, roomSeed: this.#roomSeed, ...(sentence && { sentence }) };
  }

  /** Offers what the server's pack can do. Nothing is shown where there is no choice. */
  offer(offered: readonly Beginning[]): void {
    this.root.hidden = offered.length < 2;
    this.#choices.replaceChildren(
      ...beginnings.filter((begin) => offered.includes(begin)).map((begin) => this.#choice(begin)),
    );
  }

  /** Another world was chosen. */
  set world(name: string) {
    if (this.#world === name) return;
    this.#world = name;
    if (this.#begin !== 'nothing') this.#later();
  }

  #choice(begin: Beginning): HTMLElement {
    const { title, summary } = texts.lobby.create.begin.choices[begin];
    const input = element('input', {
      ...{ type: 'radio', name: 'begin', value: begin, checked: begin === this.#begin },
      'aria-labelledby': `begin-${begin}`,
      'aria-describedby': `begin-${begin}-summary`,
    });
    input.addEventListener('change', () => {
      this.#begin = begin;
      this.#dream.hidden = !hasMap(begin);
      this.#changed();
      this.#later();
    });
    return element(
      'label',
      { class: 'choice' },
      input,
      element('span', { class: 'choice-title', id: `begin-${begin}` }, title),
      element('span', { class: 'choice-summary quiet-text', id: `begin-${begin}-summary` }, summary),
    );
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), quiet);
  }

  /** Asks for a preview, after the one that is under way: the server makes one at a time anyway. */
  #now(): void {
    clearTimeout(this.#timer);
    if (!hasMap(this.#begin)) return;
    this.#status.textContent = texts.lobby.create.begin.dreaming;
    this.#isDue = this.#isBusy;
    if (!this.#isBusy) void this.#preview();
  }

  async #preview(): Promise<void> {
    const { begin, roomSeed, sentence } = this.value;
    if (begin === undefined || begin === 'world' || roomSeed === undefined) return;
    const asked = ++this.#asked;
    this.#isBusy = true;
    this.#canvas.ariaBusy = 'true';
    try {
      const preview = await previewRoom({ begin, roomSeed, sentence, world: this.#world });
      if (asked === this.#asked && !this.#isDue) this.#show(preview);
    } catch (error) {
      const reason = error instanceof ApiError ? ` ${error.message}` : '';
      this.#status.textContent = `${texts.lobby.create.begin.failed}${reason}`;
    } finally {
      this.#isBusy = false;
      this.#canvas.ariaBusy = 'false';
    }
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#now();
  }

  #show(preview: Preview): void {
    const words = texts.lobby.create.begin;
    drawPreview(this.#canvas, preview);
    this.#look.src = preview.picture;
    this.#look.hidden = false;
    this.#status.textContent = words.dreamt(knownCells(preview));
    this.#read.textContent = preview.read === undefined ? '' : readingText(preview.read);
  }
}

/** What was taken from a sentence, in words. */
function readingText({ plan, looks, unknown }: NonNullable<Preview['read']>): string {
  const { begin } = texts.lobby.create;
  const asked = Object.entries(plan).map(([name, value]) => {
    const [low, high] = begin.plan[name as keyof typeof begin.plan];
    return (value ?? 0) < 0.5 ? low : high;
  });
  const controls = Object.keys(looks).map((name) => texts.looks.names[name] ?? name);
  const understood = [...asked, ...controls].join(', ');
  const parts = [
    ...(understood ? [begin.understood(understood)] : []),
    ...(unknown.length > 0 ? [begin.unknown(unknown.join(', '))] : []),
  ];
  return parts.join(' ');
}

function drawnSeed(): number {
  return Math.floor(Math.random() * largestRoomSeed);
}
