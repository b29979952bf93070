import { z } from 'zod';
import type { MediaRequest } from '../../../shared/media.ts';
import type { Notice, Reason } from '../../../shared/notices/notice.ts';
import { mostReceived } from '../../../shared/watching.ts';
import { NoticeError } from '../../contracts/notice-error.ts';
import type { RoomViewer } from '../../contracts/room-media.ts';
import { spanned } from '../../tracing/spans.ts';
import type { Member } from '../members/roster.ts';

/** What is read of a media request that is refused, so that the refusal can name it. */
const answerableSchema = z.object({ id: z.int().min(0) });
/** What is read of the answer to a request to watch a view. */
const consumedSchema = z.object({ id: z.string() });

/** Passes media requests on to the member's viewer, answers them, and keeps what each member watches. */
export class MediaRequests {
  readonly #failed: (error: unknown) => void;
  /** Consumers that are being made. */
  readonly #coming = new WeakMap<RoomViewer, number>();

  /** `failed` is told of faults of the server. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  async answer(member: Member, request: MediaRequest): Promise<void> {
    const { viewer } = member;
    try {
      const result = await spanned(`media ${request.method}`, () =>
        request.method === 'consume' ? this.#consume(member, request) : viewer.handle(request),
      );
      if (request.method === 'close') member.watching.delete(request.consumer);
      // A new transport ends the one before, with all that was watched over it.
      if (request.method === 'transport') member.watching.clear();
      if (member.viewer === viewer) member.line.send('media', { id: request.id, result });
    } catch (error) {
      // Anything else is a fault of the server, which is not the client's to read.
      const notice: Notice =
        error instanceof NoticeError ? error.notice : { code: 'server-failed', values: {} };
      if (!(error instanceof NoticeError)) this.#failed(error);
      if (member.viewer === viewer) member.line.send('media', { id: request.id, error: notice });
    }
  }

  /** A request was refused before it came here. The page that waits for its answer is told as well. */
  refuse(member: Member, message: unknown, reason: Reason): void {
    const answerable = answerableSchema.safeParse(message);
    if (answerable.success) member.line.send('media', { id: answerable.data.id, error: reason });
  }

  async #consume(member: Member, request: MediaRequest & { method: 'consume' }): Promise<unknown> {
    const { viewer } = member;
    // Consumers that are being made count, or many requests at once would pass the limit.
    const coming = this.#coming.get(viewer) ?? 0;
    if (member.watching.size + coming >= mostReceived) {
      throw new NoticeError({ code: 'views-at-once', values: { maximum: mostReceived } });
    }
    this.#coming.set(viewer, coming + 1);
    try {
      const result = await viewer.handle(request);
      const consumed = consumedSchema.safeParse(result);
      const { view, beside = false } = request;
      if (consumed.success && member.viewer === viewer)
        member.watching.set(consumed.data.id, { view, beside });
      return result;
    } finally {
      this.#coming.set(viewer, (this.#coming.get(viewer) ?? 1) - 1);
    }
  }
}
