import { z } from 'zod';
import { snapshotKinds } from '../../contracts/room-store.ts';

/** `user_version` of the data base. */
export const version = 1;

/** `number` counts the commits of an epoch. A snapshot has the number of the commit at whose end it was taken. */
export const tables = `
  CREATE TABLE rooms (
    id TEXT PRIMARY KEY, about TEXT NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL,
    created INTEGER NOT NULL, touched INTEGER NOT NULL, stateTick INTEGER, state BLOB
  ) STRICT;
  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    epoch INTEGER NOT NULL, number INTEGER NOT NULL, tick INTEGER NOT NULL, kind TEXT NOT NULL,
    name TEXT NOT NULL, made INTEGER NOT NULL, data BLOB NOT NULL
  ) STRICT;
  CREATE INDEX snapshotsOfRoom ON snapshots (room, epoch, number);
  CREATE TABLE commits (
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE, epoch INTEGER NOT NULL, number INTEGER NOT NULL,
    tick INTEGER NOT NULL, events BLOB NOT NULL, PRIMARY KEY (room, epoch, number)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${version};
`;

const bytes = z.instanceof(Uint8Array);
export const listingSchema = z.object({
  ...{ id: z.string(), about: z.string(), epoch: z.int(), created: z.int(), touched: z.int() },
});
export const roomSchema = listingSchema.extend({
  ...{ number: z.int(), stateTick: z.int().nullable(), state: bytes.nullable() },
});
export const slotSchema = z.object({
  ...{ id: z.int(), epoch: z.int(), tick: z.int(), kind: z.enum(snapshotKinds) },
  ...{ name: z.string(), made: z.int() },
});
export const snapshotSchema = slotSchema.extend({ number: z.int(), data: bytes });
export const foundSchema = z.record(z.string(), z.literal(1));
export const commitSchema = z.object({ tick: z.int(), events: bytes });
