import sharp from 'sharp';
import { readPicture } from '../memory/worlds/seed-pictures.ts';
import type { OfferedWorlds } from '../memory/worlds/valid-worlds.ts';
import { picturesOf, readSeedFile } from '../memory/worlds/world-seed.ts';
import { seedFolder } from '../pack/pack.ts';
import { PackFiles } from '../pack/pack-files.ts';
import { brokenWorld, brokenWorldCode } from '../rooms/broken-world.ts';
import type { RoomPack } from '../rooms/room-services.ts';
import { LobbyError } from './lobby.ts';

/** WebP quality of 100. */
const quality = 85;
/** Milliseconds for which a picture is reused before its file is read again. */
const lifetime = 60_000;

/**
 * The lobby's pictures of worlds: the first keyframe of each. It is decoded and encoded again, so that
 * clients get a valid picture whatever the pack's file contains. Each is made at most once a minute.
 */
export class WorldPictures {
  readonly #pack: Pick<RoomPack, 'folder' | 'manifest'>;
  readonly #worlds: OfferedWorlds;
  readonly #made = new Map<string, { at: number; picture: Promise<Buffer> }>();

  constructor(pack: Pick<RoomPack, 'folder' | 'manifest'>, worlds: OfferedWorlds) {
    this.#pack = pack;
    this.#worlds = worlds;
  }

  /**
   * WebP picture of a world.
   *
   * @throws LobbyError if the pack has no valid world of this name or it broke since
   */
  async of(name: string): Promise<Buffer> {
    if (!(await this.#worlds.isValid(name))) {
      throw new LobbyError(404, { code: 'no-such-world', values: {} });
    }
    const made = this.#made.get(name);
    if (made !== undefined && performance.now() - made.at < lifetime) return made.picture;
    const picture = this.#encode(name).catch((error: unknown) => {
      this.#made.delete(name);
      const refusal = brokenWorld(name, this.#pack.folder, error);
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
