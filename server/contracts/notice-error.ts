import { type Notice, reasonText } from '../../shared/notices/notice.ts';

/** Something was refused, or failed, that a client can be told of. */
export class NoticeError extends Error {
  override readonly name = 'NoticeError';
  readonly notice: Notice;

  constructor(notice: Notice, options?: ErrorOptions) {
    super(reasonText(notice), options);
    this.notice = notice;
  }
}
