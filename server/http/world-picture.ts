import { join } from 'node:path';
import sharp from 'sharp';
import { worldSeedSchema } from '../../shared/world-seed.ts';
import { ContainedFileError, readContainedFile } from '../pack/contained-file.ts';
import { LobbyError } from './lobby.ts';

/** Most bytes of a seed.json and of a picture that are read, and most pixels that are decoded. */
const mostSeedBytes = 16e6;
const mostPictureBytes = 16e6;
const mostPixels = 4096 * 4096;
/** Width of what is sent, pixels. */
const greatestWidth = 1024;

/**
 * The first picture of a world seed as WebP. A pack may come from anybody: the file must really lie in
 * the world's folder, and what is sent was decoded and encoded here, so that no other file leaves the server.
 * @throws LobbyError 404 that names the world when it has no such picture
 */
export async function worldPicture(packFolder: string, world: string): Promise<Buffer> {
  const folder = join(packFolder, 'seeds', world);
  const missing = (reason: string) =>
    new LobbyError(
      404,
      `The world "${world}" has no picture: ${reason}. Whoever runs the server can mend its files.`,
    );
  try {
    const seed = worldSeedSchema.safeParse(
      JSON.parse((await readContainedFile(folder, 'seed.json', mostSeedBytes)).toString('utf8')),
    );
    if (!seed.success) throw missing('its seed.json is broken');
    const bytes = await readContainedFile(folder, seed.data.keyframes[0].image, mostPictureBytes);
    return await sharp(bytes, { limitInputPixels: mostPixels })
      .resize({ width: greatestWidth, withoutEnlargement: true })
      .webp()
      .toBuffer();
  } catch (error) {
    if (error instanceof LobbyError) throw error;
    if (error instanceof ContainedFileError) throw missing(`its file ${error.message}`);
    throw missing('its file cannot be read as a picture');
  }
}
