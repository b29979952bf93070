import pLimit from 'p-limit';
import { NoticeError } from '../contracts/notice-error.ts';

/** Limit of waiting requests. A page needs five in a row. */
const waitingLimit = 16;

/** Answers the media requests of one client one after the other. */
export class RequestQueue {
  readonly #limit = pLimit(1);

  /** Answers a request after all those before it. Rejects with a NoticeError if too many wait. */
  add<Answer>(answer: () => Promise<Answer>): Promise<Answer> {
    if (this.#limit.activeCount + this.#limit.pendingCount >= waitingLimit) {
      return Promise.reject(new NoticeError({ code: 'requests-at-once', values: {} }));
    }
    return this.#limit(answer);
  }
}
