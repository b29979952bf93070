import type { Page } from 'playwright';
import { z } from 'zod';
import { type FrameMark, frameMarkSchema } from '../shared/media.ts';
import type { Picture } from './pixels.ts';
import { until } from './until.ts';

/** A frame on a page: its mark and its pixels. */
export interface ShownFrame {
  mark: FrameMark;
  picture: Picture;
}

const playerSchema = z.object({
  name: z.string(),
  /** Index into playerColours. */
  colour: z.int(),
  /** Feet, metres, and radians. */
  x: z.number(),
  y: z.number(),
  z: z.number(),
  yaw: z.number(),
  connected: z.boolean(),
});
/** A player in the page's copy of the room's state. */
export type ShownPlayer = z.infer<typeof playerSchema>;

const stateSchema = z.object({ tick: z.int(), players: z.record(z.string(), playerSchema) });
export type ShownState = z.infer<typeof stateSchema>;

/** A person with a page of a room, as player or spectator: operates the page and reads from it. */
export class Visitor {
  readonly page: Page;
  readonly name: string;

  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }

  /** Waits until the page's root has this `data-state`. */
  async reaches(state: string): Promise<void> {
    await this.#until(`is ${state}`, async () => {
      const [main] = await this.page.$$('main');
      return (await main?.getAttribute('data-state')) === state;
    });
  }

  /**
   * Waits until the page has passed through `states`, in this order, since `act` began; the page is in the
   * last one then.
   */
  async passes(states: readonly string[], act: () => Promise<unknown>): Promise<void> {
    const before = (await this.#states()).length;
    await act();
    await this.#until(`passes ${states.join(', ')}`, async () => {
      const passed = (await this.#states()).slice(before);
      return passed.at(-1) === states.at(-1) && states.every((state) => passed.includes(state));
    });
  }

  /** Like until(), with the page's status in the error. */
  async #until<T>(what: string, poll: Parameters<typeof until<T>>[1]): Promise<T> {
    try {
      return await until(`${this.name} ${what}`, poll);
    } catch (cause) {
      const says = await this.page.getByTestId('status').textContent();
      const states = await this.#states();
      const marked = await this.ticks();
      const decoded = await this.framesDecoded();
      throw new Error(
        `It never came that ${this.name} ${what}. States: ${states.join(', ')}; ${decoded} frames decoded; ` +
          `newest ticks ${marked.slice(-3).join(', ')}; the page says:\n${says}`,
        { cause },
      );
    }
  }

  #states(): Promise<string[]> {
    return this.page.evaluate(() => [...(window.recorder?.states ?? [])]);
  }

  /** Session id in the room. */
  id(): Promise<string> {
    return this.#until(`is in the room`, () => this.page.evaluate(() => window.worldroom?.sessionId));
  }

  async state(): Promise<ShownState> {
    const state: unknown = await this.#until(`has the room's state`, () =>
      this.page.evaluate(() => window.worldroom?.roomState()),
    );
    return stateSchema.parse(state);
  }

  /** A player in the state; by default the page's own. */
  async player(id?: string): Promise<ShownPlayer> {
    const { players } = await this.state();
    const found = players[id ?? (await this.id())];
    if (found === undefined) throw new Error(`${this.name} knows no player ${id ?? 'of its own'}.`);
    return found;
  }

  /** Number of video frames that the page has decoded since it was loaded. */
  framesDecoded(): Promise<number> {
    return this.page.evaluate(async () => {
      let decoded = 0;
      for (const connection of window.recorder?.connections ?? []) {
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type === 'inbound-rtp') decoded += Number(entry.framesDecoded ?? 0);
        }
      }
      return decoded;
    });
  }

  /** Waits for `count` more decoded frames. */
  async decodes(count: number): Promise<void> {
    const before = await this.framesDecoded();
    await this.#until(`decodes ${count} more frames`, async () => {
      return (await this.framesDecoded()) >= before + count;
    });
  }

  /** Ticks of the recorded frames, oldest first. */
  ticks(): Promise<number[]> {
    return this.page.evaluate(() =>
      [...(window.recorder?.frames.values() ?? [])].flatMap((frame) => frame.mark?.tick ?? []),
    );
  }

  /** The frame of this tick, which has to be one of {@link ticks}. */
  async frameOf(tick: number): Promise<ShownFrame> {
    const found = await this.page.evaluate((wanted) => {
      const frame = [...(window.recorder?.frames.values() ?? [])].find(({ mark }) => mark?.tick === wanted);
      if (!frame) return undefined;
      let text = '';
      for (let i = 0; i < frame.pixels.length; i += 4)
        text += String.fromCharCode(...frame.pixels.subarray(i, i + 3));
      return { mark: frame.mark, width: frame.width, height: frame.height, base64: btoa(text) };
    }, tick);
    if (found === undefined) throw new Error(`${this.name} has no frame of tick ${tick} any more.`);
    const { width, height, base64 } = found;
    const rgb = new Uint8Array(Buffer.from(base64, 'base64'));
    return { mark: frameMarkSchema.parse(found.mark), picture: { width, height, rgb } };
  }

  /**
   * Waits for a frame that shows the world after `tick`; by default, after the newest tick that the page
   * knows.
   */
  async frame(after?: number): Promise<ShownFrame> {
    const wanted = after ?? (await this.state()).tick;
    const tick = await this.#until(`sees a tick after ${wanted}`, async () =>
      (await this.ticks()).findLast((shown) => shown > wanted),
    );
    return this.frameOf(tick);
  }

  /** Holds a key until a condition holds for the page's own player. */
  async hold(key: string, what: string, enough: (now: ShownPlayer) => boolean): Promise<void> {
    await this.page.keyboard.down(key);
    try {
      await this.#until(`holds ${key} and ${what}`, async () => enough(await this.player()));
    } finally {
      await this.page.keyboard.up(key);
    }
  }

  /** Waits until the page's own player neither moves nor turns for several ticks. */
  async standsStill(): Promise<ShownPlayer> {
    const ticks = 4;
    let since = await this.state();
    const id = await this.id();
    return this.#until(`stands still`, async () => {
      const now = await this.state();
      const [a, b] = [since.players[id], now.players[id]];
      const moved = Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z, a.yaw - b.yaw) > 1e-3;
      if (!moved && now.tick >= since.tick + ticks) return b;
      if (moved) since = now;
      return undefined;
    });
  }
}
