import type { SaveRefusal } from '../../shared/refusals/save-refusals.ts';
import { StoreError } from './store-error.ts';

/** A store could not be opened. */
export class OpeningError extends StoreError {
  override name = 'OpeningError';
  readonly store: 'rooms' | 'blobs';

  constructor(store: 'rooms' | 'blobs', refusal: SaveRefusal, options?: ErrorOptions) {
    super(refusal, options);
    this.store = store;
  }
}
