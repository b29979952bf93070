import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createTarDecoder, createTarPacker } from 'modern-tar';
import { transformsFile } from './transforms.ts';
import { type ExportedFile, exportedPath } from './world-export.ts';

/** Limits of an archive: number of files, and bytes of one file. */
const mostFiles = 100_000;
const largestFile = 512 * 2 ** 20;

/** Packs the files into a tar archive, no faster than it is read. Cancelling it ends `files`, too. */
export function packArchive(files: AsyncIterable<ExportedFile>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, controller } = createTarPacker();
  const pack = async () => {
    for await (const { path, bytes } of files) {
      const writer = controller.add({ name: path, size: bytes.length }).getWriter();
      await writer.write(bytes);
      await writer.close();
    }
    controller.finalize();
  };
  pack().catch((error: unknown) => controller.error(error));
  return readable;
}

/**
 * Unpacks an archive of an exported world into `folder`.
 *
 * @returns Number of files.
 * @throws Error if the archive is truncated or contains anything else
 */
export async function unpackArchive(
  archive: ReadableStream<Uint8Array<ArrayBuffer>>,
  folder: string,
): Promise<number> {
  let files = 0;
  let complete = false;
  for await (const { header, body } of archive.pipeThrough(createTarDecoder({ strict: true }))) {
    const { name, type, size } = header;
    if (!exportedPath.test(name) || (type ?? 'file') !== 'file' || size > largestFile || files >= mostFiles) {
      throw new Error(
        `The archive holds ${JSON.stringify(name).slice(0, 100)}, which is no part of a world.`,
      );
    }
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(body, createWriteStream(file));
    files++;
    complete ||= name === transformsFile;
  }
  if (!complete) throw new Error('The archive ended early. Export the world again.');
  return files;
}
