import type { Room } from '@colyseus/sdk';
import { type MediaAnswer, type MediaRequest, mediaAnswerSchema } from '../../shared/media.ts';

/** A media request without its number. */
type Request = MediaRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

/** Asks a room for media as pages do. */
export class MediaDialogue {
  readonly #session: Room;
  readonly #answers = new Map<number, (answer: MediaAnswer) => void>();
  #count = 0;

  constructor(session: Room) {
    this.#session = session;
    session.onMessage('media', (message) => {
      const answer = mediaAnswerSchema.parse(message);
      this.#answers.get(answer.id)?.(answer);
    });
  }

  /** @throws Error with the code of a refusal */
  async ask(request: Request): Promise<unknown> {
    const id = this.#count++;
    const answered = new Promise<MediaAnswer>((done) => this.#answers.set(id, done));
    this.#session.send('media', { ...request, id });
    const answer = await answered;
    this.#answers.delete(id);
    if ('error' in answer) throw new Error(`${request.method}: ${answer.error.code}`);
    return answer.result;
  }
}
