import { z } from 'zod';
import { snapshotKinds } from '../../contracts/room-store.ts';

/** The client gives `bigint` as text, since it may be larger than a number is exact. */
const whole = z
  .union([z.number(), z.string().regex(/^-?\d+$/)])
  .transform(Number)
  .pipe(z.int());
/** The client gives a Buffer, which may share its memory with other answers. */
const bytes = z.instanceof(Uint8Array).transform((data) => new Uint8Array(data));

export const storeRow = z.object({ version: whole, id: z.string(), collections: whole });
export const listingRow = z.object({
  ...{ id: z.string(), about: z.string(), epoch: whole, created: whole, touched: whole },
});
export const roomRow = listingRow.extend({
  ...{ number: whole, state_tick: whole.nullable(), state: bytes.nullable() },
});
export const ownershipRow = z.object({ key: whole, token: whole, epoch: whole, number: whole });
export const slotRow = z.object({
  ...{ id: whole, epoch: whole, tick: whole, kind: z.enum(snapshotKinds), name: z.string(), made: whole },
});
export const snapshotRow = slotRow.extend({ number: whole, data: bytes });
export const commitRow = z.object({ tick: whole, events: bytes });
export const madeRow = z.union([ownershipRow, z.object({ key: z.null() })]);
export const keyRow = z.object({ key: whole });
export const epochRow = z.object({ epoch: whole });
