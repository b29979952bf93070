import type { Logger } from 'pino';
import type { Notice } from '../../shared/notices/notice.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import { printable } from '../log.ts';

/** A step of mediasoup that may fail. */
type MediaStep = Extract<Notice, { code: 'media-failed' }>['values']['step'];

/** Turns mediasoup's errors of one client into notices for people. The cause of the first goes to the log. */
export class MediaSteps {
  readonly #logger: Logger;
  #failed = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async explain<T>(step: MediaStep, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof NoticeError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      // A client can cause any number of failures, so only its first is logged.
      if (!this.#failed) this.#logger.debug({ step, reason: printable(reason) }, 'a media request failed');
      this.#failed = true;
      throw new NoticeError({ code: 'media-failed', values: { step } }, { cause: error });
    }
  }
}
