import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { z } from 'zod';
import { tokenOf } from '../../server/rooms/room.fixture.ts';
import { neutralAction } from '../../shared/action.ts';
import { type FrameMark, frameMarkSchema } from '../../shared/media.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { MediaDialogue } from '../load/media-dialogue.ts';
import { usualWorld } from '../test-bed.ts';
import { until } from '../until.ts';

const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
/** Inputs a second, as pages send them for a pack of this rate. */
const inputRate = 12;

/** A player without a browser who walks about in a room of its own, and keeps the marks of its frames. */
export class FrameWalker {
  /** In the order in which they came. */
  readonly marks: FrameMark[] = [];
  readonly #session: Room;
  readonly #stop = new AbortController();

  private constructor(session: Room) {
    this.#session = session;
  }

  /** Makes a room at the server and joins it. Nothing connects to the player's transport, so its video goes nowhere. */
  static async join(url: string): Promise<FrameWalker> {
    const answer = await fetch(new URL('/api/rooms', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world: usualWorld }),
    });
    const { id, playLink } = createdRoomSchema.parse(await answer.json());
    const session = await new Client(url).joinById(id, { name: 'Ann', token: tokenOf(playLink) });
    session.reconnection.enabled = false;
    const walker = new FrameWalker(session);
    session.onMessage('*', () => {});
    session.onMessage('frame', (mark) => walker.marks.push(frameMarkSchema.parse(mark)));
    const media = new MediaDialogue(session);
    const capabilities = z.record(z.string(), z.unknown());
    const rtpCapabilities = capabilities.parse(await media.ask({ method: 'capabilities' }));
    await media.ask({ method: 'transport' });
    await media.ask({ method: 'connect', dtlsParameters });
    const consumed = await until('the view is there', () =>
      media.ask({ method: 'consume', view: session.sessionId, rtpCapabilities }).catch((error: unknown) => {
        if (!String(error).includes('view-gone')) throw error;
      }),
    );
    const consumer = z.object({ id: z.string() }).parse(consumed).id;
    await media.ask({ method: 'resume', consumer });
    void walker.#walk();
    return walker;
  }

  /** Waits for so many more frames. */
  async frames(count: number): Promise<void> {
    const wanted = this.marks.length + count;
    await until(`${count} more frames`, () => this.marks.length >= wanted);
  }

  async leave(): Promise<void> {
    this.#stop.abort();
    await this.#session.leave();
  }

  /** In curves, so that every view differs from the one before. */
  async #walk(): Promise<void> {
    for (let sequence = 1; !this.#stop.signal.aborted; sequence++) {
      const turn = 0.6 * Math.sin(sequence / 17);
      this.#session.send('input', { sequence, action: { ...neutralAction, move: 1, turn } });
      await sleep(1000 / inputRate);
    }
  }
}
