import {
  mostSketchWalls,
  type SketchAnswer,
  type SketchRequest,
  type SketchWall,
  sketchLimits,
} from '../../shared/sketch.ts';
import { button, element } from '../dom/element.ts';
import { noticeText } from '../notice-text.ts';
import { formats, texts } from '../texts.ts';
import { SketchCanvas, type SketchMap } from './sketch-canvas.ts';
import { SketchPlan, snapStep } from './sketch-plan.ts';

export interface SketchPadOptions {
  /** Sends a request to the room; false if it was not sent. */
  ask(request: SketchRequest): boolean;
  /** The pad opened and needs the map, or closed. */
  opened(open: boolean): void;
}

const fieldNames = ['fromX', 'fromZ', 'toX', 'toZ', 'height', 'thickness'] as const;
type FieldName = (typeof fieldNames)[number];

/** The host's pad to sketch walls, send them to the room and see the result. */
export class SketchPad {
  readonly root: HTMLElement;
  readonly #options: SketchPadOptions;
  readonly #plan = new SketchPlan();
  readonly #canvas = new SketchCanvas((from, to) => this.#add({ from, to, ...this.#shape() }));
  readonly #fields: Record<FieldName, HTMLInputElement>;
  readonly #list = element('ol', { class: 'sketch-walls', 'data-testid': 'sketch-walls' });
  readonly #bar = element('progress', { hidden: true, 'aria-label': texts.sketch.heading });
  readonly #message = element('p', {
    class: 'panel-message',
    role: 'status',
    'data-testid': 'sketch-message',
  });
  readonly #paint: HTMLButtonElement;
  /** Where the focus was before the pad opened. */
  #formerFocus: Element | null = null;

  constructor(options: SketchPadOptions) {
    this.#options = options;
    const { sketch } = texts;
    const { reach, height, thickness } = sketchLimits;
    const field = (minimum: number, maximum: number, value: number) =>
      element('input', { type: 'number', step: 'any', min: minimum, max: maximum, value, required: true });
    this.#fields = {
      fromX: field(-reach, reach, 0),
      fromZ: field(-reach, reach, 0),
      toX: field(-reach, reach, 4),
      toZ: field(-reach, reach, 0),
      height: field(height.minimum, height.maximum, 2.5),
      thickness: field(thickness.minimum, thickness.maximum, snapStep),
    };
    const form = element(
      'form',
      { class: 'sketch-form' },
      element(
        'fieldset',
        {},
        element('legend', {}, sketch.legend),
        ...fieldNames.map((name) => element('label', {}, sketch.fields[name], this.#fields[name])),
      ),
      element('button', { type: 'submit', class: 'quiet', 'data-testid': 'sketch-add' }, sketch.add),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { fromX, fromZ, toX, toZ } = this.#fields;
      const from = { x: fromX.valueAsNumber, z: fromZ.valueAsNumber };
      this.#add({ from, to: { x: toX.valueAsNumber, z: toZ.valueAsNumber }, ...this.#shape() });
    });
    this.#paint = button(sketch.paint, { 'data-testid': 'sketch-paint' }, () => this.#send());
    this.root = element(
      'section',
      {
        class: 'panel sketch-pad',
        role: 'dialog',
        tabindex: -1,
        'aria-labelledby': 'sketch-heading',
        'data-testid': 'sketch-pad',
        hidden: true,
      },
      element('h2', { id: 'sketch-heading' }, sketch.heading),
      element('p', { class: 'quiet-text' }, sketch.hint),
      this.#canvas.root,
      form,
      this.#list,
      this.#bar,
      this.#message,
      element(
        'div',
        { class: 'sketch-actions' },
        this.#paint,
        button(sketch.clear, { class: 'quiet' }, () => {
          this.#plan.clear();
          this.#show();
        }),
        button(sketch.close, { class: 'quiet', 'data-testid': 'sketch-close' }, () => this.close()),
      ),
    );
    this.root.addEventListener('keydown', (event) => {
      // Keeps these keys from moving the player.
      event.stopPropagation();
      if (event.code === 'Escape') {
        event.preventDefault();
        this.close();
      }
    });
    this.#show();
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  toggle(): void {
    if (this.open) {
      this.close();
      return;
    }
    this.#formerFocus = document.activeElement;
    this.root.hidden = false;
    this.#message.textContent = '';
    this.#options.opened(true);
    this.#canvas.root.focus();
  }

  close(): void {
    if (!this.open) return;
    this.root.hidden = true;
    this.#options.opened(false);
    if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
  }

  /** The known ground; set whenever it changes. */
  set map(map: SketchMap) {
    this.#canvas.map = map;
  }

  /** Takes an answer of the room. */
  take(answer: SketchAnswer): void {
    const { sketch } = texts;
    if (answer.about === 'progress') {
      this.#bar.hidden = false;
      this.#bar.max = answer.of;
      this.#bar.value = answer.done;
      this.#message.textContent = sketch.progress(answer.done, answer.of);
    } else {
      this.#busy = false;
      if (answer.about === 'failure') this.#message.textContent = noticeText(answer.notice);
      else this.#tellResult(answer);
    }
  }

  /** The room refused a request, so the pad stops waiting. */
  refused(): void {
    this.#busy = false;
  }

  /** A disabled button would lose the focus, and with it the keys, so `aria-disabled` is used. */
  set #busy(busy: boolean) {
    this.#paint.ariaDisabled = String(busy);
    this.#bar.hidden = !busy;
    this.#bar.removeAttribute('value');
  }

  #tellResult({ kept, known, otherwise }: Extract<SketchAnswer, { about: 'result' }>): void {
    const { sketch } = texts;
    const percent = (share: number) => Math.round(100 * share);
    const sentences = [kept === 0 ? sketch.nothing : sketch.done(kept)];
    if (percent(known) > 0) sentences.push(sketch.known(percent(known)));
    if (percent(known) > 0 && percent(otherwise) > 0) sentences.push(sketch.otherwise(percent(otherwise)));
    this.#message.textContent = sentences.join(' ');
  }

  #shape(): Pick<SketchWall, 'height' | 'thickness'> {
    const within = (value: number, { minimum, maximum }: { minimum: number; maximum: number }) =>
      Number.isFinite(value) ? Math.max(minimum, Math.min(maximum, value)) : minimum;
    const { height, thickness } = this.#fields;
    return {
      height: within(height.valueAsNumber, sketchLimits.height),
      thickness: within(thickness.valueAsNumber, sketchLimits.thickness),
    };
  }

  #add(wall: SketchWall): void {
    this.#message.textContent = this.#plan.full ? texts.sketch.full(mostSketchWalls) : '';
    this.#plan.add(wall);
    this.#show();
  }

  #send(): void {
    const { sketch } = texts;
    const plan = this.#plan.sketch;
    if (this.#paint.ariaDisabled === 'true') return;
    if (plan === undefined) {
      this.#message.textContent = sketch.empty;
    } else if (!this.#plan.fits) {
      this.#message.textContent = sketch.outside(sketchLimits.side.maximum);
    } else if (!this.#options.ask({ ask: 'paint', sketch: plan })) {
      this.#message.textContent = sketch.notSent;
    } else {
      this.#busy = true;
      this.#message.textContent = sketch.sent;
    }
  }

  #show(): void {
    const { sketch } = texts;
    const place = ({ x, z }: { x: number; z: number }) =>
      `(${formats.number(x, 1)}, ${formats.number(z, 1)})`;
    this.#list.replaceChildren(
      ...this.#plan.walls.map(({ from, to, height }, i) =>
        element(
          'li',
          {},
          sketch.wall(i + 1, place(from), place(to), formats.number(height, 1)),
          button(sketch.remove, { class: 'quiet', 'aria-label': sketch.removeWall(i + 1) }, () => {
            this.#plan.remove(i);
            this.#show();
            this.#canvas.root.focus();
          }),
        ),
      ),
    );
    this.#canvas.show(this.#plan.walls, this.#plan.area);
  }
}
