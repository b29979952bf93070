import { englishRefusals } from '../../shared/refusals/english.ts';
import { type Refusal, refusalSentence } from '../../shared/refusals/refusal.ts';

/** Why a request was refused, with its HTTP status. */
export class LobbyError extends Error {
  override name = 'LobbyError';
  readonly status: number;
  readonly field: string | undefined;
  /** Machine-readable reason, for programs and for pages in other languages. */
  readonly refusal: Refusal;

  /** The message of the error is the refusal's English sentence. */
  constructor(status: number, refusal: Refusal, field?: string) {
    super(refusalSentence(englishRefusals, refusal));
    this.status = status;
    this.field = field;
    this.refusal = refusal;
  }
}
