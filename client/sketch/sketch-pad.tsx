import { batch, signal } from '@preact/signals';
import { createRef } from 'preact';
import {
  mostSketchWalls,
  type SketchAnswer,
  type SketchRequest,
  type SketchWall,
  sketchLimits,
} from '../../shared/sketch.ts';
import { noticeText } from '../notice-text.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { SketchCanvas, type SketchMap } from './sketch-canvas.ts';
import { SketchPanel, type SketchProgress, type WallFields } from './sketch-panel.tsx';
import { SketchPlan } from './sketch-plan.ts';

export interface SketchPadOptions {
  /** Sends a request to the room; false if it was not sent. */
  ask(request: SketchRequest): boolean;
  /** The pad opened and needs the map, or closed. */
  opened(open: boolean): void;
}

/** The host's pad to sketch walls, send them to the room and see the result. */
export class SketchPad {
  readonly #options: SketchPadOptions;
  readonly #plan = new SketchPlan();
  readonly #canvas = new SketchCanvas((from, to) => this.#add({ from, to, ...this.#shape() }));
  readonly #fields: WallFields = {
    ...{ fromX: createRef(), fromZ: createRef(), toX: createRef(), toZ: createRef() },
    ...{ height: createRef(), thickness: createRef() },
  };
  readonly #isOpen = signal(false);
  readonly #walls = signal<readonly SketchWall[]>([]);
  readonly #message = signal('');
  readonly #isBusy = signal(false);
  readonly #progress = signal<SketchProgress | undefined>(undefined);
  readonly #view = new Mounted(
    <SketchPanel
      isOpen={this.#isOpen}
      walls={this.#walls}
      message={this.#message}
      isBusy={this.#isBusy}
      progress={this.#progress}
      canvas={this.#canvas.root}
      fields={this.#fields}
      add={() => {
        const { fromX, fromZ, toX, toZ } = this.#fields;
        const from = { x: metresIn(fromX), z: metresIn(fromZ) };
        this.#add({ from, to: { x: metresIn(toX), z: metresIn(toZ) }, ...this.#shape() });
      }}
      remove={(index) => {
        this.#plan.remove(index);
        this.#show();
        this.#canvas.root.focus();
      }}
      paint={() => this.#send()}
      clear={() => {
        this.#plan.clear();
        this.#show();
      }}
      close={() => this.close()}
    />,
  );
  /** Where the focus was before the pad opened. */
  #formerFocus: Element | null = null;

  constructor(options: SketchPadOptions) {
    this.#options = options;
    this.#show();
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#isOpen.peek();
  }

  toggle(): void {
    if (this.open) {
      this.close();
      return;
    }
    this.#formerFocus = document.activeElement;
    batch(() => {
      this.#isOpen.value = true;
      this.#message.value = '';
    });
    this.#options.opened(true);
  }

  close(): void {
    if (!this.open) return;
    this.#isOpen.value = false;
    this.#options.opened(false);
    if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
  }

  /** The known ground; set whenever it changes. */
  set map(map: SketchMap) {
    this.#canvas.map = map;
  }

  /** Takes an answer of the room. */
  take(answer: SketchAnswer): void {
    batch(() => {
      if (answer.about === 'progress') {
        this.#progress.value = { done: answer.done, of: answer.of };
        this.#message.value = texts.sketch.progress(answer.done, answer.of);
        return;
      }
      this.#busy = false;
      this.#message.value = answer.about === 'failure' ? noticeText(answer.notice) : resultText(answer);
    });
  }

  /** The room refused a request, so the pad stops waiting. */
  refused(): void {
    this.#busy = false;
  }

  set #busy(busy: boolean) {
    this.#isBusy.value = busy;
    this.#progress.value = busy ? {} : undefined;
  }

  #shape(): Pick<SketchWall, 'height' | 'thickness'> {
    const within = (value: number, { minimum, maximum }: { minimum: number; maximum: number }) =>
      Number.isFinite(value) ? Math.max(minimum, Math.min(maximum, value)) : minimum;
    const { height, thickness } = this.#fields;
    return {
      height: within(metresIn(height), sketchLimits.height),
      thickness: within(metresIn(thickness), sketchLimits.thickness),
    };
  }

  #add(wall: SketchWall): void {
    this.#message.value = this.#plan.full ? texts.sketch.full(mostSketchWalls) : '';
    this.#plan.add(wall);
    this.#show();
  }

  #send(): void {
    const { sketch } = texts;
    const plan = this.#plan.sketch;
    if (this.#isBusy.peek()) return;
    if (plan === undefined) {
      this.#message.value = sketch.empty;
    } else if (!this.#plan.fits) {
      this.#message.value = sketch.outside(sketchLimits.side.maximum);
    } else if (!this.#options.ask({ ask: 'paint', sketch: plan })) {
      this.#message.value = sketch.notSent;
    } else {
      this.#busy = true;
      this.#message.value = sketch.sent;
    }
  }

  #show(): void {
    this.#walls.value = [...this.#plan.walls];
    this.#canvas.show(this.#plan.walls, this.#plan.area);
  }
}

/** What a field says; not a number where it is empty. */
function metresIn(field: WallFields[keyof WallFields]): number {
  return field.current?.valueAsNumber ?? Number.NaN;
}

function resultText({ kept, known, otherwise }: Extract<SketchAnswer, { about: 'result' }>): string {
  const { sketch } = texts;
  const percent = (share: number) => Math.round(100 * share);
  const sentences = [kept === 0 ? sketch.nothing : sketch.done(kept)];
  if (percent(known) > 0) sentences.push(sketch.known(percent(known)));
  if (percent(known) > 0 && percent(otherwise) > 0) sentences.push(sketch.otherwise(percent(otherwise)));
  return sentences.join(' ');
}
