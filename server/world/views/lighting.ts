import { askedNumbers, drawingControls, scaled } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { RequestedLook } from '../../contracts/view.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import type { WorldState } from '../world-state.ts';

/** Seconds in which a view changes from one look to another. */
const changeSeconds = 1;

/** A change of look that is under way, as plain data. Each look is [R], see shared/controls.ts. */
export interface LightingSnapshot {
  shown: number[];
  from: number[];
  towards: number[];
  ticks: number;
}

/**
 * The controls under which a world is drawn and shown. It is always drawn and remembered under the controls
 * of its seed. It is shown under those of the state, which a host may change. A change is blended over one
 * second of ticks.
 */
export class Lighting {
  /** Drawing controls of the seed, each scaled to [0, 1]. */
  readonly drawn: readonly number[];
  /** The look of memory and the one shown now: [R], see shared/controls.ts. */
  readonly #remembered: readonly number[];
  #shown: readonly number[];
  /** Start and target of the current change, and its elapsed ticks. */
  #from: readonly number[];
  #towards: readonly number[];
  #ticks = 0;
  readonly #changeTicks: number;
  readonly #manifest: Manifest;
  readonly #sun: number | undefined;

  constructor(manifest: Manifest, seed: Pick<WorldSeed, 'controls' | 'sun'>, state: WorldState) {
    const captured = new Map(Object.entries(seed.controls));
    this.drawn = drawingControls(manifest).map((control) =>
      scaled(control, captured.get(control.name) ?? control.default),
    );
    for (const { name, applies } of manifest.controls) if (applies === 'relighting') captured.delete(name);
    this.#remembered = askedNumbers(captured, manifest);
    this.#shown = askedNumbers(state.controls, manifest);
    this.#from = this.#towards = this.#shown;
    this.#changeTicks = Math.max(1, Math.round(changeSeconds * manifest.view.rate));
    this.#manifest = manifest;
    this.#sun = seed.sun;
  }

  /** Moves the shown look one tick towards the state's controls. */
  advance(state: Readonly<WorldState>): void {
    const asked = askedNumbers(state.controls, this.#manifest);
    if (!same(asked, this.#towards)) {
      this.#from = this.#shown;
      this.#towards = asked;
      this.#ticks = 0;
    }
    if (same(this.#shown, this.#towards)) return;
    const share = Math.min(1, ++this.#ticks / this.#changeTicks);
    this.#shown = share === 1 ? asked : this.#from.map((from, i) => from + (this.#towards[i] - from) * share);
  }

  snapshot(): LightingSnapshot {
    return {
      shown: [...this.#shown],
      from: [...this.#from],
      towards: [...this.#towards],
      ticks: this.#ticks,
    };
  }

  /** Continues a change of look. Looks of another length belong to another pack and are ignored. */
  restore({ shown, from, towards, ticks }: LightingSnapshot): void {
    if ([shown, from, towards].some(({ length }) => length !== this.#shown.length)) return;
    this.#shown = shown;
    this.#from = from;
    this.#towards = towards;
    this.#ticks = ticks;
  }

  /** The look to relight views to now, or undefined if they are shown as drawn. */
  look(state: Readonly<WorldState>): RequestedLook | undefined {
    if (this.#manifest.relight === undefined || same(this.#shown, this.#remembered)) return undefined;
    return { asked: this.#shown, guidance: state.guidance, sun: this.#sun };
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => value === b[i]);
}
