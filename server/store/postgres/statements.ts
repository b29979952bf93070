/** Now, in milliseconds since the Unix epoch. */
const now = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;
/**
 * Every change begins with the room's row, which is found for its owner alone: by id ($1), token ($2), and a number of
 * changes ($3) that grows. A change of a former owner, or one that arrives after a later one, finds no row.
 */
const owned = `id = $1 AND token = $2::bigint AND writes < $3::bigint`;
const slot = `id, epoch, tick, kind, name, made`;
const listing = `id, about, epoch, created, touched`;
const insertSnapshot = `INSERT INTO worldroom.snapshots (room, epoch, number, tick, kind, name, made, data)`;

/** SQL of the store of rooms. Each text is one statement, and so one transaction. */
export const statements = {
  /**
   * $1 id, $2 about, $3 maker, $4 collections, $5 tick, $6 kind, $7 name, $8 data. No row if blobs were removed, and
   * one without a key if there is a room with this id.
   */
  create: `
    WITH clean AS (SELECT single FROM worldroom.store WHERE collections = $4::bigint FOR SHARE),
    room AS (
      INSERT INTO worldroom.rooms (id, about, created, touched, maker)
      SELECT $1, $2, ${now}, ${now}, $3::uuid FROM clean
      ON CONFLICT DO NOTHING RETURNING id, key, token, epoch, number),
    first AS (${insertSnapshot} SELECT id, 0, 0, $5::bigint, $6, $7, ${now}, $8::bytea FROM room)
    SELECT key, token, epoch, number FROM clean LEFT JOIN room ON true`,
  /** Takes back a creation of which it is not known whether it was done. $1 id, $2 maker. */
  uncreate: `DELETE FROM worldroom.rooms WHERE id = $1 AND maker = $2::uuid AND token = 1 AND epoch = 0 AND number = 0`,
  key: `SELECT key FROM worldroom.rooms WHERE id = $1`,
  takeOver: `
    UPDATE worldroom.rooms SET token = token + 1, writes = 0 WHERE id = $1
    RETURNING key, token, epoch, number`,
  ownership: `SELECT key, token, epoch, number FROM worldroom.rooms WHERE id = $1`,
  /**
   * $4 epoch, $5 number of the commit, $6 tick, $7 events, $8 state. A commit of this number is there already if its
   * answer was lost: this one has what it had, and takes its place.
   */
  append: `
    WITH room AS (
      UPDATE worldroom.rooms SET number = $5::int, writes = $3::bigint, touched = ${now}, state_tick = $6::bigint, state = $8::bytea
      WHERE ${owned} AND epoch = $4::int AND number IN ($5::int - 1, $5::int) RETURNING id)
    INSERT INTO worldroom.commits (room, epoch, number, tick, events) SELECT id, $4::int, $5::int, $6::bigint, $7::bytea FROM room
    ON CONFLICT (room, epoch, number) DO UPDATE SET tick = excluded.tick, events = excluded.events
    RETURNING epoch`,
  /** $4 epoch, $5 number of the newest commit, $6 tick, $7 kind, $8 name, $9 data. */
  snapshot: `
    WITH room AS (
      UPDATE worldroom.rooms SET number = $5::int, writes = $3::bigint
      WHERE ${owned} AND epoch = $4::int AND number IN ($5::int, $5::int + 1) RETURNING id),
    unsure AS (
      DELETE FROM worldroom.commits USING room
      WHERE commits.room = room.id AND commits.epoch = $4::int AND commits.number > $5::int),
    former AS (
      DELETE FROM worldroom.snapshots s USING room
      WHERE s.room = room.id AND $7::text = 'slot' AND s.kind = 'slot' AND s.name = $8::text)
    ${insertSnapshot} SELECT id, $4::int, $5::int, $6::bigint, $7::text, $8::text, ${now}, $9::bytea FROM room RETURNING ${slot}`,
  /** $4 the snapshot, $5 the new epoch. The state stays, and is not used before the first commit of the epoch. */
  rewind: `
    WITH chosen AS (SELECT tick, data FROM worldroom.snapshots WHERE room = $1 AND id = $4::bigint),
    room AS (
      UPDATE worldroom.rooms SET epoch = $5::int, number = 0, writes = $3::bigint, touched = ${now}
      WHERE ${owned} AND epoch = $5::int - 1 AND EXISTS (SELECT FROM chosen) RETURNING id)
    ${insertSnapshot}
    SELECT room.id, $5::int, 0, chosen.tick, 'auto', '', ${now}, chosen.data FROM room, chosen RETURNING epoch`,
  /** Takes back a rewinding of which it is not known whether it was done. $4 epoch and $5 number before it. */
  unrewind: `
    WITH room AS (
      UPDATE worldroom.rooms SET epoch = $4::int, number = $5::int, writes = $3::bigint
      WHERE ${owned} AND epoch = $4::int + 1 AND number = 0 RETURNING id)
    DELETE FROM worldroom.snapshots s USING room WHERE s.room = room.id AND s.epoch = $4::int + 1`,
  /** $4 the snapshots. One row if the room was found. */
  forget: `
    WITH room AS (UPDATE worldroom.rooms SET writes = $3::bigint WHERE ${owned} RETURNING id, epoch),
    newest AS (
      SELECT max(s.id) AS id FROM worldroom.snapshots s, room WHERE s.room = room.id AND s.epoch = room.epoch),
    gone AS (
      DELETE FROM worldroom.snapshots s USING room, newest
      WHERE s.room = room.id AND s.id = ANY($4::bigint[]) AND s.id <> newest.id RETURNING s.id),
    unused AS (
      DELETE FROM worldroom.commits c USING room WHERE c.room = room.id AND c.number <= coalesce((
        SELECT min(s.number) FROM worldroom.snapshots s
        WHERE s.room = c.room AND s.epoch = c.epoch AND s.id NOT IN (SELECT id FROM gone)), 2147483647))
    SELECT epoch FROM room`,
  remove: `DELETE FROM worldroom.rooms WHERE id = $1 AND token = $2::bigint`,
  room: `SELECT ${listing}, number, state_tick, state FROM worldroom.rooms WHERE id = $1`,
  snapshotById: `SELECT ${slot}, number, data FROM worldroom.snapshots WHERE room = $1 AND id = $2`,
  newestSnapshot: `
    SELECT ${slot}, number, data FROM worldroom.snapshots WHERE room = $1 AND epoch = $2 AND tick <= $3
    ORDER BY number DESC, id DESC LIMIT 1`,
  newestCommit: `SELECT tick, events FROM worldroom.commits WHERE room = $1 AND epoch = $2 AND number = $3`,
  commits: `
    SELECT tick, events FROM worldroom.commits WHERE room = $1 AND epoch = $2 AND number > $3 AND tick <= $4
    ORDER BY number`,
  log: `
    SELECT c.tick, c.events FROM worldroom.commits c
    JOIN worldroom.snapshots s ON s.room = c.room AND s.epoch = c.epoch
    WHERE c.room = $1 AND s.id = $2 AND c.number > s.number ORDER BY c.number`,
  list: `SELECT ${listing} FROM worldroom.rooms ORDER BY touched, id`,
  find: `SELECT ${listing} FROM worldroom.rooms WHERE id = $1`,
  slots: `SELECT ${slot} FROM worldroom.snapshots WHERE room = $1 ORDER BY id`,
  store: `SELECT version, id, collections FROM worldroom.store`,
  /** Takes all rooms from their owners, who may be cut off and come back, before blobs are removed. */
  clean: `
    WITH rooms AS (UPDATE worldroom.rooms SET token = token + 1)
    UPDATE worldroom.store SET collections = collections + 1 RETURNING version, id, collections`,
} as const;
