import { z } from 'zod';
import { coded } from './coded.ts';

/** Why a saved room is not read or written. `part` names a file of an archive, or a part of the store. */
export const saveRefusals = [
  /** The server keeps no rooms. */
  coded('saving-off', {}),
  coded('no-such-slot', {}),
  coded('slots-full', { maximum: z.int() }),
  /** It belongs to a future that the room was rewound from. */
  coded('old-future', {}),
  /** It is no archive, no data base, or not text in the expected form. */
  coded('save-unreadable', { part: z.string() }),
  coded('save-incomplete', { part: z.string() }),
  /** Its bytes are not those that were written. */
  coded('save-damaged', { part: z.string() }),
  coded('save-field', { part: z.string(), field: z.string() }),
  coded('save-newer', { format: z.int(), known: z.int() }),
  coded('save-of-another-pack', { pack: z.string(), here: z.string() }),
  coded('save-too-large', { megabytes: z.number() }),
  /** Another server has the data folder. */
  coded('store-in-use', {}),
  coded('store-full', {}),
  /** Another server of the same store has the room open. */
  coded('room-elsewhere', {}),
  /** This server has the room no longer: another one may have opened it meanwhile. */
  coded('room-taken-over', {}),
  /** Unused pictures were removed from the store while this server was cut off from it. */
  coded('store-cleaned', {}),
  /** The server's log says why. */
  coded('store-failing', {}),
  /** The server is ending and opens no rooms. */
  coded('server-ending', {}),
] as const;
const saveRefusalSchema = z.discriminatedUnion('code', saveRefusals);
export type SaveRefusal = z.infer<typeof saveRefusalSchema>;
