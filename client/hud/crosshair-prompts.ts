import type { RoomState } from '../../shared/state.ts';
import { element } from '../dom/element.ts';
import type { Bindings } from '../input/bindings.ts';
import { type Device, deviceOf } from '../input/control.ts';
import { texts } from '../texts.ts';
import { controlLabel } from './control-label.ts';
import { type Offer, offersOf } from './reach-offers.ts';

/** Shows the possible interactions below the crosshair, each with its control on the device in use. */
export class CrosshairPrompts {
  readonly root: HTMLElement;
  /** Doors and blocks in reach; screen readers announce changes. */
  readonly #near = element('div', { role: 'status' });
  /** A block can be placed nearly everywhere, so screen readers do not announce this prompt. */
  readonly #always = element('div', { 'aria-hidden': 'true' });
  #shown = '';

  constructor() {
    this.root = element(
      'div',
      { class: 'crosshair-prompts', 'data-testid': 'crosshair-prompts' },
      this.#near,
      this.#always,
    );
  }

  update(state: RoomState, ownId: string | undefined, bindings: Bindings, device: Device): void {
    const offers = ownId === undefined ? [] : offersOf(state, ownId);
    const prompts = offers.flatMap((offer) => {
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
