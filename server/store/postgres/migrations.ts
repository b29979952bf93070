/**
 * The schema of the data base, one step a version. A step that was released never changes; a new one is added to the
 * end. `store.version` says how many of them were done.
 *
 * - `store` has one row. `id` names this collection of rooms: the blobs that go with it carry the same name.
 *   `collections` counts how often blobs were removed.
 * - `rooms.key` is the key of the room's advisory lock. `token` grows with every take-over, and `writes` with every
 *   change by one owner, so that a change that arrives late changes nothing. `maker` is the process that made the room.
 * - `number` counts the commits of an epoch. A snapshot has the number of the commit at whose end it was taken.
 *
 * Data is compressed already, so PostgreSQL stores it as it is (EXTERNAL). Times are milliseconds since the Unix epoch,
 * by the clock of the data base.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE worldroom.store (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    version integer NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    collections bigint NOT NULL DEFAULT 0
  );
  INSERT INTO worldroom.store (version) VALUES (0);
  CREATE TABLE worldroom.rooms (
    id text PRIMARY KEY,
    key integer NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY,
    about text NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    number integer NOT NULL DEFAULT 0,
    created bigint NOT NULL,
    touched bigint NOT NULL,
    state_tick bigint,
    state bytea,
    token bigint NOT NULL DEFAULT 1,
    writes bigint NOT NULL DEFAULT 0,
    maker uuid NOT NULL
  );
  CREATE TABLE worldroom.snapshots (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    room text NOT NULL REFERENCES worldroom.rooms ON DELETE CASCADE,
    epoch integer NOT NULL,
    number integer NOT NULL,
    tick bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    made bigint NOT NULL,
    data bytea NOT NULL
  );
  CREATE INDEX snapshots_of_room ON worldroom.snapshots (room, epoch, number);
  CREATE TABLE worldroom.commits (
    room text NOT NULL REFERENCES worldroom.rooms ON DELETE CASCADE,
    epoch integer NOT NULL,
    number integer NOT NULL,
    tick bigint NOT NULL,
    events bytea NOT NULL,
    PRIMARY KEY (room, epoch, number)
  );
  ALTER TABLE worldroom.rooms ALTER COLUMN state SET STORAGE EXTERNAL;
  ALTER TABLE worldroom.snapshots ALTER COLUMN data SET STORAGE EXTERNAL;
  ALTER TABLE worldroom.commits ALTER COLUMN events SET STORAGE EXTERNAL;
  `,
];
