import type { Browser } from 'playwright';
import { createdRoomSchema } from '../../../shared/messages.ts';
import { until } from '../../until.ts';
import { Visitor } from '../../visitor.ts';
import { gapsWithin, installFrameTimes } from './frame-times.ts';

const people = ['Ann', 'Ben'];

/** A room with two players in pages of their own. The first one is its host. */
export class FaultRoom {
  readonly id: string;
  readonly visitors: readonly Visitor[];

  private constructor(id: string, visitors: readonly Visitor[]) {
    this.id = id;
    this.visitors = visitors;
  }

  /** `url` is where the browser reaches the server. */
  static async open(own: string, url: string, browser: Browser): Promise<FaultRoom> {
    const answer = await fetch(new URL('/api/rooms', own), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Faults', access: 'link', seats: 4 }),
    });
    const { id, hostLink, playLink } = createdRoomSchema.parse(await answer.json());
    const visitors: Visitor[] = [];
    for (const [i, name] of people.entries()) {
      const preferences = {
        name: 'worldroom.preferences',
        value: JSON.stringify({ name, sound: true, firstMinuteOver: true }),
      };
      const link = new URL(i === 0 ? hostLink : playLink, own);
      const { href, origin } = new URL(link.pathname + link.search + link.hash, url);
      const context = await browser.newContext({
        viewport: { width: 640, height: 360 },
        storageState: { cookies: [], origins: [{ origin, localStorage: [preferences] }] },
      });
      await context.addInitScript(installFrameTimes);
      const page = await context.newPage();
      await page.goto(href);
      const visitor = new Visitor(page, name);
      visitors.push(visitor);
      await until(`${name} sees pictures`, async () => (await framesOf(visitor)).length > 5);
    }
    return new FaultRoom(id, visitors);
  }

  /** When each page displayed its frames: milliseconds since the Unix epoch. */
  frames(): Promise<number[][]> {
    return Promise.all(this.visitors.map(framesOf));
  }

  /** Milliseconds between two frames that were displayed then, of all pages. */
  async gaps(from: number, to: number): Promise<number[]> {
    return (await this.frames()).flatMap((times) => gapsWithin(times, from, to));
  }

  /** The newest tick that a page knows. */
  async tick(): Promise<number> {
    const states = await Promise.all(this.visitors.map((visitor) => visitor.state()));
    return Math.max(...states.map(({ tick }) => tick));
  }

  /** Everything that the host's page has said, once it shows a text. */
  async hostReads(text: RegExp): Promise<boolean> {
    const { page } = this.visitors[0];
    return (await page.getByText(text).count()) > 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.visitors.map(({ page }) => page.context().close()));
  }
}

function framesOf({ page }: Visitor): Promise<number[]> {
  return page.evaluate(() => [...(window.frameTimes ?? [])]);
}
