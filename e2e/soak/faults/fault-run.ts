import { cp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../until.ts';
import { SavedFolder } from '../saved-check.ts';
import type { FaultRoom } from './fault-room.ts';
import type { FaultServer } from './fault-server.ts';
import { type GapFigures, gapFigures } from './frame-times.ts';
import type { ImpairedNetwork } from './impaired-network.ts';
import { endThread, type ServerThread } from './server-threads.ts';
import type { SmallDisk } from './small-disk.ts';

export type Killed = ServerThread | 'media' | 'server';

/** Least and most milliseconds of play before a fault. */
const play = { least: 3_000, most: 7_000 };
/** Milliseconds after a fault in which pictures may stop, and for which they are waited for. */
const aftermath = 3_000;
const patience = 60_000;
/** Share of packets that are lost in each direction, and milliseconds that each travels. */
const lossy = { loss: 0.2, delay: 100 };
/** Milliseconds of that, and of play after it. */
const lossyFor = 30_000;
const healedFor = 10_000;
/** Milliseconds for which the disk is full. */
const fullFor = 12_000;

interface Parts {
  room: FaultRoom;
  server: FaultServer;
  /** Folder of the rooms, and one for copies of it. */
  data: string;
  copies: string;
  pack: string;
  say(line: string): void;
  random(): number;
}

/** Breaks one part after the other while people play, and keeps what followed. */
export class FaultRun {
  /** Milliseconds without a picture, by what was killed. */
  readonly away = new Map<Killed, number[]>();
  readonly errors: string[] = [];
  /** Seconds that starts of the server took after it was killed. */
  readonly #starts: number[] = [];
  readonly #parts: Parts;
  /** Copies of the folder, made when the server was dead, with the newest tick that a page knew. */
  readonly #copies: { folder: string; seen: number }[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async kill(what: Killed): Promise<void> {
    const { room, server, say, random } = this.#parts;
    await sleep(play.least + random() * (play.most - play.least));
    const seen = await room.tick();
    const at = Date.now();
    if (what === 'media') await server.killMediaWorker();
    else if (what === 'server') await this.#restart(seen);
    else await endThread(server.debugger, what);
    try {
      await this.#picturesAfter(at);
    } catch (error) {
      this.errors.push(`${what}: no pictures came back: ${error}`);
    }
    await sleep(Math.max(0, at + aftermath - Date.now()));
    const gaps = (await room.frames()).map((times) =>
      Math.max(
        0,
        ...times.map((time, i) => (time > at && times[i - 1] < at + aftermath ? time - times[i - 1] : 0)),
      ),
    );
    this.away.set(what, [...(this.away.get(what) ?? []), ...gaps]);
    say(`${what} killed: no picture for ${gaps.map((gap) => gap.toFixed(0)).join(' and ')} ms`);
  }

  /** Plays over a network that loses and delays packets, and then over one that does not. */
  async lose(network: ImpairedNetwork): Promise<{ lossy: GapFigures; after_loss: GapFigures }> {
    const { room, say } = this.#parts;
    const from = Date.now();
    network.impair(lossy);
    await sleep(lossyFor);
    network.impair({ loss: 0, delay: 0 });
    const healed = Date.now();
    await sleep(healedFor);
    const during = gapFigures(await room.gaps(from, healed));
    // A picture that is awaited when the loss ends belongs to what came after.
    const after = gapFigures(await room.gaps(healed, healed + healedFor));
    say(
      `with loss: a picture every ${during.p95.toFixed(0)} ms at p95; after it at most ${after.most.toFixed(0)} ms`,
    );
    return { lossy: during, after_loss: after };
  }

  /** Fills the disk for some seconds. */
  async fill(disk: SmallDisk): Promise<{ full_disk: GapFigures; host_told: boolean }> {
    const { room, say } = this.#parts;
    const filler = join(disk.folder, 'filler');
    const from = Date.now();
    const { bavail, bsize } = await statfs(disk.folder);
    await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => {});
    const told = await this.#reads(/disk.*full/i);
    await sleep(Math.max(0, from + fullFor - Date.now()));
    await rm(filler);
    const healed = await this.#reads(/saved again/i);
    const full = gapFigures(await room.gaps(from, Date.now()));
    say(
      `disk full: host told ${told}, of its end ${healed}; no picture for ${full.most.toFixed(0)} ms at most`,
    );
    return { full_disk: full, host_told: told && healed };
  }

  /** Opens each copy as a server would, and replays the log beside it. */
  async check() {
    const { room, say, pack } = this.#parts;
    const lost: number[] = [];
    let [other_states, other_memories] = [0, 0];
    for (const { folder, seen } of this.#copies) {
      const saved = await SavedFolder.open(folder, pack);
      try {
        const found = await saved.check(room.id, 0);
        lost.push(Math.max(0, (seen - found.room.world.state.tick) / saved.rate));
        if (!found.sameState) other_states++;
        if (!found.sameMemory) other_memories++;
        say(
          `${found.replayed} ticks replayed: the same state ${found.sameState}, memory ${found.sameMemory}`,
        );
      } finally {
        await saved.close();
      }
    }
    if (other_states + other_memories > 0) this.errors.push('a replay ended in another state or memory');
    return {
      ...{ other_states, other_memories, checks: lost.length, lost_most: Math.max(0, ...lost) },
      start_most: Math.max(0, ...this.#starts),
      lost_mean: lost.reduce((sum, one) => sum + one, 0) / Math.max(1, lost.length),
    };
  }

  async #restart(seen: number): Promise<void> {
    const { server, data, copies, say } = this.#parts;
    await server.kill();
    const folder = join(copies, String(this.#copies.length));
    await cp(data, folder, { recursive: true, filter: (path) => !path.endsWith('filler') });
    this.#copies.push({ folder, seen });
    const began = performance.now();
    await server.start();
    const seconds = (performance.now() - began) / 1000;
    this.#starts.push(seconds);
    say(`the server is there again ${seconds.toFixed(1)} s after it was started`);
  }

  async #picturesAfter(at: number): Promise<void> {
    const end = performance.now() + patience;
    const all = async () =>
      (await this.#parts.room.frames()).every((times) => times.filter((time) => time > at).length > 5);
    while (!(await all())) {
      if (performance.now() > end) throw new Error(`none within ${patience / 1000} s`);
      await sleep(200);
    }
  }

  async #reads(text: RegExp): Promise<boolean> {
    try {
      await until(`the host reads ${text}`, () => this.#parts.room.hostReads(text));
      return true;
    } catch {
      return false;
    }
  }
}
