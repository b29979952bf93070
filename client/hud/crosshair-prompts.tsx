import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RoomState } from '../../shared/state.ts';
import type { Bindings } from '../input/bindings.ts';
import { type Device, deviceOf } from '../input/control.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import { controlLabel } from './control-label.ts';
import { type Offer, offersOf } from './reach-offers.ts';

/** Milliseconds after the last block was placed or taken for which the prompt to place one is shown. */
const building = 20_000;

interface Prompt {
  readonly does: Offer['does'];
  /** Label of the control. */
  readonly label: string;
}

/**
 * Shows the possible interactions below the crosshair, each with its control on the device in use. A block can
 * be placed nearly everywhere, so that is only offered to somebody who builds.
 */
export class CrosshairPrompts {
  readonly #prompts = signal<readonly Prompt[]>([]);
  readonly #view = new Mounted(<Prompts prompts={this.#prompts} />);
  /** When the player last built, milliseconds on performance.now's clock. */
  #builtAt = Number.NEGATIVE_INFINITY;

  get root(): HTMLElement {
    return this.#view.root;
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
    put(this.#prompts, prompts);
  }
}

function Prompts({ prompts }: { prompts: ReadonlySignal<readonly Prompt[]> }): JSX.Element {
  const lines = (place: boolean) =>
    prompts.value
      .filter(({ does }) => (does === 'place') === place)
      .map(({ does, label }) => (
        <p key={does}>
          <kbd>{label}</kbd> {texts.play.offers[does]}
        </p>
      ));
  return (
    <div class="crosshair-prompts" data-testid="crosshair-prompts">
      {/* Doors and blocks in reach; screen readers announce changes. */}
      <div role="status">{lines(false)}</div>
      {/* Comes and goes with every wall, so screen readers do not announce this prompt. */}
      <div aria-hidden="true">{lines(true)}</div>
    </div>
  );
}

/** Label of the device's control for an interaction; undefined if there is none. */
function labelOf({ button }: Offer, bindings: Bindings, device: Device): string | undefined {
  const control = bindings.slots.get(button)?.find((bound) => deviceOf(bound) === device);
  if (control === undefined) return undefined;
  return device === 'touch' ? texts.touch.buttons[button] : controlLabel(control);
}
