import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { z } from 'zod';
import { hasMap, type PlanRequest } from '../../shared/beginning.ts';
import { planCellSize } from '../../shared/plan.ts';
import type { Preview, previewRequestSchema, SentenceReading } from '../../shared/preview.ts';
import type { PlannedGround } from '../contracts/planned-ground.ts';
import { pictureOf } from '../contracts/view.ts';
import type { WorldModel } from '../contracts/world-model.ts';
import { interleaved } from '../generation/interleaved.ts';
import type { OfferedWorlds } from '../memory/worlds/valid-worlds.ts';
import { beginningSeed } from '../rooms/beginning-seed.ts';
import { brokenWorld, brokenWorldCode } from '../rooms/broken-world.ts';
import type { RoomPack, RoomServices } from '../rooms/room-services.ts';
import { World } from '../world/world.ts';
import { LobbyError } from './lobby-error.ts';
import { chosenWorld } from './room-choices.ts';

/** Metres around the start that are shown, and filled in. */
const shown = 24;
const filled = 20;
/** Milliseconds that a preview may take; ground that is not there by then is shown as unknown. */
const longest = 30_000;
/** Previews that are kept: 30 kB each. */
const mostKept = 64;
/** Previews that may wait for another one. */
const mostWaiting = 3;
/** Seconds after which a client may retry when too many wait. */
const busySeconds = 5;
/** WebP quality of 100. */
const quality = 80;
/** Name of the view that is drawn. */
const view = 'preview';

type Request = z.output<typeof previewRequestSchema>;

/** A preview without what depends on how it is asked for. */
interface Made {
  preview: Omit<Preview, 'picture' | 'read'>;
  /** WebP. */
  picture: Buffer;
}

export interface PreviewParts {
  pack: RoomPack;
  worlds: OfferedWorlds;
  model: WorldModel;
  createMemory: RoomServices['createMemory'];
  /** What a sentence asks for. */
  read(sentence: string | undefined): Promise<SentenceReading | undefined>;
}

/**
 * Shows how rooms would begin: the map around the start and the first look, by the networks that rooms have. One is made
 * at a time, a tile after the other, so that rooms that fill in their ground wait for one tile at most.
 */
export class Previews {
  readonly #parts: PreviewParts;
  /** By digest of what they show, least recently used first. */
  readonly #made = new Map<string, Promise<Made>>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(parts: PreviewParts) {
    this.#parts = parts;
  }

  /**
   * @returns The preview, and the key of its picture.
   * @throws LobbyError if rooms cannot begin so, the world is broken, or too many previews are being made
   */
  async of(request: Request): Promise<{ preview: Omit<Preview, 'picture'>; key: string }> {
    const { pack, worlds } = this.#parts;
    const world = await chosenWorld(request, pack.manifest, worlds);
    const read = await this.#parts.read(request.sentence);
    const { begin, roomSeed } = request;
    const plan = { ...read?.plan, ...request.plan };
    const looks = read?.looks ?? {};
    const name = begin === 'nothing' ? '' : world;
    const key = createHash('sha256')
      .update(JSON.stringify([name, begin, roomSeed, sorted(plan), sorted(looks)]))
      .digest('hex');
    const made = this.#made.get(key) ?? this.#begin({ ...request, world, plan, looks });
    this.#made.delete(key);
    this.#made.set(key, made);
    made.catch(() => this.#made.delete(key));
    for (const oldest of this.#made.keys()) if (this.#made.size > mostKept) this.#made.delete(oldest);
    const { preview } = await made;
    return { preview: { ...preview, ...(read && { read }) }, key };
  }

  /** The first look of a preview that is kept: WebP. */
  async picture(key: string): Promise<Buffer | undefined> {
    return (await this.#made.get(key)?.catch(() => undefined))?.picture;
  }

  #begin(request: Asked): Promise<Made> {
    if (this.#waiting > mostWaiting) {
      const refusal = { code: 'previews-busy', values: { seconds: busySeconds } } as const;
      return Promise.reject(new LobbyError(503, refusal));
    }
    this.#waiting++;
    const made = this.#last.then(() => this.#make(request)).finally(() => this.#waiting--);
    this.#last = made.catch(() => {});
    return made;
  }

  async #make({ world: name, begin, roomSeed, plan, looks }: Asked): Promise<Made> {
    const { pack, model, createMemory } = this.#parts;
    const seed = await beginningSeed(pack, { begin, world: name, roomSeed, looks }).catch(
      (error: unknown) => {
        const refusal = brokenWorld(name, pack.folder, error);
        throw refusal === undefined ? error : new LobbyError(brokenWorldCode, refusal, 'world');
      },
    );
    const { manifest } = pack;
    const memory = createMemory(manifest, seed);
    const world = new World({
      ...{ pack, seed, generator: model, memory, roomSeed, room: view },
      ...(hasMap(begin) && { map: { asked: plan } }),
    });
    try {
      const [start] = world.spawns;
      await world.map?.fillAround([start], filled, AbortSignal.timeout(longest));
      world.setCamera(view, { ...start, y: manifest.motion.eyeHeight, pitch: 0 });
      // The first takes the ground, and the second draws it.
      await world.advance();
      const [drawn] = await world.draw();
      const { width, height, rgb } = pictureOf(drawn, manifest.view);
      const picture = await sharp(interleaved(rgb), { raw: { width, height, channels: 3 } })
        .webp({ quality })
        .toBuffer();
      const ground = world.map?.groundAround(start);
      if (ground === undefined) throw new Error('a preview of a room without a map');
      return { preview: { ...around(ground, start), colours: coloursOf(pack) }, picture };
    } finally {
      world.close();
    }
  }
}

interface Asked extends Pick<Request, 'begin' | 'roomSeed'> {
  world: string;
  plan: PlanRequest;
  looks: Record<string, number>;
}

/** The square of a map that is shown. */
function around(
  ground: PlannedGround,
  { x, z, yaw }: { x: number; z: number; yaw: number },
): Omit<Made['preview'], 'colours'> {
  const size = Math.round((2 * shown) / planCellSize);
  const first = (metres: number) => Math.round((metres - shown) / planCellSize);
  const [left, low] = [first(x), first(z)];
  const cut = (cells: Uint8Array) => {
    const out = Buffer.alloc(size * size);
    for (let row = 0; row < size; row++) {
      const from = (low - ground.z + row) * ground.size + left - ground.x;
      out.set(cells.subarray(from, from + size), row * size);
    }
    return out.toString('base64');
  };
  const start = { x: x / planCellSize - left, z: z / planCellSize - low, yaw };
  return { size, kinds: cut(ground.kinds), materials: cut(ground.materials), start };
}

function coloursOf({ manifest }: Pick<RoomPack, 'manifest'>): Preview['colours'] {
  const { floors = [], walls = [], landmarks = [] } = manifest.plan?.materials ?? {};
  return [...floors, ...walls, ...landmarks].map(({ colour }) => colour);
}

function sorted(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
