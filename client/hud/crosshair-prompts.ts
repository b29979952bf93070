import type { RoomState } from '../../shared/state.ts';
import { element } from '../dom/element.ts';
import type { Bindings } from '../input/bindings.ts';
import { type Device, deviceOf } from '../input/control.ts';
import { texts } from '../texts.ts';
import { controlLabel } from './control-label.ts';
import { type Offer, offersOf } from './reach-offers.ts';

/** Milliseconds after the last block was placed or taken for which the prompt to place one is shown. */
const building = 20_000;

/**
 * Shows the possible interactions below the crosshair, each with its control on the device in use. A block can
 * be placed nearly everywhere, so that is only offered to somebody who builds.
 */
export class CrosshairPrompts {
  readonly root: HTMLElement;
  /** Doors and blocks in reach; screen readers announce changes. */
  readonly #near = element('div', { role: 'status' });
  /** Comes and goes with every wall, so screen readers do not announce this prompt. */
  readonly #always = element('div', { 'aria-hidden': 'true' });
  /** When the player last built, milliseconds on performance.now's clock. */
  #builtAt = Number.NEGATIVE_INFINITY;
  #shown = '';

  constructor() {
    this.root = element(
      'div',
      { class: 'crosshair-prompts', 'data-testid': 'crosshair-prompts' },
      this.#near,
      this.#always,
    );
  }

  /** The player pressed a button that places or takes a block. */
  built(): void {
    this.#builtAt = performance.now();
  }

  update(state: RoomState, ownId: string | undefined, bindings: Bindings, device: Device): void {
    const offers = ownId === undefined ? [] : offersOf(state, ownId);
    const builds = performance.now() < this.#builtAt + building;
    const prompts = offers.flatMap((offer) => {
      if (offer.does === 'place' && !builds) return [];
      const label = labelOf(offer, bindings, device);
      return label === undefined ? [] : [{ does: offer.does, label }];
    });
    const key = JSON.stringify(prompts);
    if (key === this.#shown) return;
    this.#shown = key;
    const lines = (always: boolean) =>
      prompts
        .filter(({ does }) => (does === 'place') === always)
        .map(({ does, label }) => element('p', {}, element('kbd', {}, label), ` ${texts.play.offers[does]}`));
    this.#near.replaceChildren(...lines(false));
    this.#always.replaceChildren(...lines(true));
  }
}

/** Label of the device's control for an interaction; undefined if there is none. */
function labelOf({ button }: Offer, bindings: Bindings, device: Device): string | undefined {
  const control = bindings.slots.get(button)?.find((bound) => deviceOf(bound) === device);
  if (control === undefined) return undefined;
  return device === 'touch' ? texts.touch.buttons[button] : controlLabel(control);
}
