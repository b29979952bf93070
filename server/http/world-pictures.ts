import sharp from 'sharp';
import { readPicture } from '../memory/seed-pictures.ts';
import { picturesOf, readSeedFile } from '../memory/world-seed.ts';
import { seedFolder } from '../pack/pack.ts';
import { PackFiles } from '../pack/pack-files.ts';
import { brokenWorld, brokenWorldCode } from '../rooms/broken-world.ts';
import type { RoomPack } from '../rooms/room-services.ts';
import { LobbyError } from './lobby.ts';

/** Lossy quality of 100. */
const quality = 85;
/** Milliseconds for which a picture is handed out before its file is read again. */
const lifetime = 60_000;

/**
 * The pictures that the lobby shows of worlds: the first keyframe of each, decoded and encoded anew, so that what
 * is sent is a picture whatever the pack's file is. Each is made once a minute at most, however many ask.
 */
export class WorldPictures {
  readonly #pack: Pick<RoomPack, 'folder' | 'manifest'>;
  readonly #made = new Map<string, { at: number; picture: Promise<Buffer> }>();

  constructor(pack: Pick<RoomPack, 'folder' | 'manifest'>) {
    this.#pack = pack;
  }

  /** WebP of a world of the pack. Throws a LobbyError for a name that it does not list, and for a broken world. */
  async of(name: string): Promise<Buffer> {
    const { folder, manifest } = this.#pack;
    if (!manifest.seeds.some((seed) => seed.name === name)) {
      throw new LobbyError(404, { code: 'no-such-world', values: {} });
    }
    const made = this.#made.get(name);
    if (made !== undefined && performance.now() - made.at < lifetime) return made.picture;
    const picture = this.#encode(name).catch((error: unknown) => {
      this.#made.delete(name);
      const refusal = brokenWorld(name, folder, error);
      throw refusal === undefined ? error : new LobbyError(brokenWorldCode, refusal, 'world');
    });
    this.#made.set(name, { at: performance.now(), picture });
    return picture;
  }

  async #encode(name: string): Promise<Buffer> {
    const { folder, manifest } = this.#pack;
    const { keyframes } = await readSeedFile(seedFolder(folder, name), folder);
    const [image] = picturesOf(keyframes[0], 0, `seeds/${name}/`);
    const { bytes, width, height } = await readPicture(new PackFiles(folder), image, manifest.view);
    return sharp(bytes, { limitInputPixels: width * height })
      .webp({ quality })
      .toBuffer();
  }
}
