import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { exactText, parseExact } from '../contracts/exact-json.ts';
import { StoreError } from '../contracts/store-error.ts';
import { roomFormat } from './room-content.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** Limit of unpacked text, against archives that are made to fill the memory. */
const mostText = 256 * 2 ** 20;

/** Plain data as compressed text. */
export function packed(data: object): Promise<Uint8Array> {
  return compress(exactText(data));
}

/** @throws StoreError that names `part`, and the field that is wrong */
export async function unpacked<Schema extends z.ZodType>(
  bytes: Uint8Array,
  schema: Schema,
  part: string,
): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = (await decompress(bytes, { maxOutputLength: mostText })).toString('utf8');
  } catch (cause) {
    throw new StoreError({ code: 'save-damaged', values: { part } }, { cause });
  }
  return readData(text, schema, part);
}

/** The same for text that is not compressed. */
export function readData<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  part: string,
): z.output<Schema> {
  let data: unknown;
  try {
    data = parseExact(text);
  } catch (cause) {
    throw new StoreError({ code: 'save-unreadable', values: { part } }, { cause });
  }
  const { data: found } = z.object({ format: z.int() }).safeParse(data);
  if (found !== undefined && found.format > roomFormat) {
    throw new StoreError({ code: 'save-newer', values: { format: found.format, known: roomFormat } });
  }
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  const field = read.error.issues[0].path.join('.');
  throw new StoreError({ code: 'save-field', values: { part, field } }, { cause: read.error });
}
