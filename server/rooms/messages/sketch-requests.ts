import type { z } from 'zod';
import type { Reason } from '../../../shared/notices/notice.ts';
import type { SketchAnswer, sketchRequestSchema } from '../../../shared/sketch.ts';
import type { World } from '../../world/world.ts';
import type { Member } from '../members/roster.ts';
import type { RoomContext } from '../room-context.ts';

/** Takes a host's sketches of places, has them drawn one at a time, and tells the host how that goes. */
export class SketchRequests {
  readonly #context: RoomContext;
  #painting = false;

  constructor(context: RoomContext) {
    this.#context = context;
  }

  /** Does what the host asks; the reason when that may not be. */
  perform(member: Member, request: z.output<typeof sketchRequestSchema>): Reason | undefined {
    const { world } = this.#context;
    const field = 'sketch';
    if (world.manifest.imagine === undefined) return { code: 'cannot-imagine', values: {}, field };
    if (this.#painting) return { code: 'sketch-running', values: {}, field };
    void this.#paint(member, request.sketch);
    return undefined;
  }

  async #paint(member: Member, sketch: Parameters<World['paint']>[0]): Promise<void> {
    const { world, roster, journal } = this.#context;
    this.#painting = true;
    try {
      const result = await world.paint(sketch, {
        progress: (done, of) => answer(member, { about: 'progress', done, of }),
        // Nobody is there to see it.
        stopped: () => roster.isEmpty,
      });
      answer(member, { about: 'result', ...result });
    } catch (error) {
      journal.fault('sketch', error);
      answer(member, { about: 'failure', notice: { code: 'sketch-broken-off', values: {} } });
    } finally {
      this.#painting = false;
    }
  }
}

/** Whoever has dropped meanwhile hears nothing. */
function answer(member: Member, message: SketchAnswer): void {
  if (member.connected && !member.expelled) member.line.send('sketch', message);
}
