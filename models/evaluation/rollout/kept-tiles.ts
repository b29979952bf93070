import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from '../../../server/generation/generator.ts';
import type { PlanTile } from '../../../server/map-generation/tile.ts';
import type { TileRequest } from '../../../server/map-generation/tile-filler.ts';
import { requestDigest } from '../../../server/map-generation/tile-memo.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { planTile } from '../../../shared/plan.ts';
import type { TileTime } from '../endless/watched-model.ts';

const digestBytes = 32;
const cells = planTile * planTile;
/** A digest, milliseconds as a 32-bit float (little-endian), kinds and materials. */
const recordBytes = digestBytes + 4 + 2 * cells;

interface KeptTile {
  tile: PlanTile;
  milliseconds: number;
}

/** What tiles are filled in by. */
export interface PlanSource {
  graphs: Pick<Manifest['graphs'], 'plan'>;
  plan?: Manifest['plan'];
}

/**
 * Tiles on disk, by everything that they are filled in from: a measurement that walks far and was ended goes on where it
 * was, and the next one has its ground already. One file for each plan graph and its settings, to which tiles are added,
 * also by several processes.
 */
export class KeptTiles {
  /** Of all answers, with the time that their tiles took when they were filled in. */
  readonly time: TileTime = { tiles: 0, milliseconds: 0 };
  readonly #file: string;
  readonly #generator: Pick<Generator, 'fillTile'>;
  readonly #kept = new Map<string, KeptTile>();

  constructor(folder: string, { graphs, plan }: PlanSource, generator: Pick<Generator, 'fillTile'>) {
    const sources = JSON.stringify([graphs.plan?.sha256, plan]);
    const name = createHash('sha256').update(sources).digest('hex').slice(0, 16);
    mkdirSync(folder, { recursive: true });
    this.#file = path.join(folder, `${name}.tiles`);
    this.#generator = generator;
    if (existsSync(this.#file)) this.#read();
  }

  /** As {@link Generator.fillTile}. */
  async fill(request: TileRequest): Promise<PlanTile> {
    const key = requestDigest(request);
    const { tile, milliseconds } = this.#kept.get(key) ?? (await this.#filled(request, key));
    this.time.tiles++;
    this.time.milliseconds += milliseconds;
    return tile;
  }

  /** The networks of a generator, with these tiles. */
  with(generator: Pick<Generator, 'generate' | 'move'>): Pick<Generator, 'generate' | 'move' | 'fillTile'> {
    return {
      generate: (requests, options) => generator.generate(requests, options),
      move: (features, bodies) => generator.move(features, bodies),
      fillTile: (request) => this.fill(request),
    };
  }

  async #filled(request: TileRequest, key: string): Promise<KeptTile> {
    const start = performance.now();
    const tile = await this.#generator.fillTile(request);
    const kept = { tile, milliseconds: performance.now() - start };
    this.#kept.set(key, kept);
    const milliseconds = Buffer.alloc(4);
    milliseconds.writeFloatLE(kept.milliseconds);
    const digest = Buffer.from(key, 'base64');
    appendFileSync(this.#file, Buffer.concat([digest, milliseconds, tile.kinds, tile.materials]));
    return kept;
  }

  #read(): void {
    const bytes = readFileSync(this.#file);
    const whole = bytes.length - (bytes.length % recordBytes);
    // A process that was killed may have left a part of a tile.
    if (whole < bytes.length) truncateSync(this.#file, whole);
    for (let at = 0; at < whole; at += recordBytes) {
      const rest = at + digestBytes;
      this.#kept.set(bytes.toString('base64', at, rest), {
        milliseconds: bytes.readFloatLE(rest),
        tile: {
          kinds: Uint8Array.from(bytes.subarray(rest + 4, rest + 4 + cells)),
          materials: Uint8Array.from(bytes.subarray(rest + 4 + cells, at + recordBytes)),
        },
      });
    }
  }
}
