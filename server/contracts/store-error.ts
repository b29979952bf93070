import { englishRefusals } from '../../shared/refusals/english.ts';
import { refusalSentence } from '../../shared/refusals/refusal.ts';
import type { SaveRefusal } from '../../shared/refusals/save-refusals.ts';

/** Something saved cannot be read or written. The message is the refusal's English sentence. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly refusal: SaveRefusal;

  constructor(refusal: SaveRefusal, options?: ErrorOptions) {
    super(refusalSentence(englishRefusals, refusal), options);
    this.refusal = refusal;
  }
}
