import { z } from 'zod';

/** Little-endian 32-bit floats. */
export const floats = z.base64().transform((text) => {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
});

/** A table in 8 bits: signed codes, and what each column's codes are multiplied by. */
export const roundedTable = z
  .strictObject({ scale: floats, codes: z.base64().transform((text) => Buffer.from(text, 'base64')) })
  .transform(({ scale, codes }) =>
    Float32Array.from(new Int8Array(codes), (code, i) => code * scale[i % scale.length]),
  );
