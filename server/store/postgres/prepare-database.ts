import type { Pool } from 'pg';
import { StoreError } from '../../contracts/store-error.ts';
import { migrations } from './migrations.ts';
import { storeRow } from './rows.ts';
import { statements } from './statements.ts';

/** Key of the lock under which the schema changes. */
const migrationLock = 'worldroom.migration';

/**
 * Makes the tables, or does the steps that they lack, in one transaction. Servers that start together wait for the first.
 *
 * @throws StoreError 'save-newer' if a newer server made them; nothing is changed then
 */
export async function prepareDatabase(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [migrationLock]);
    const { rows: tables } = await client.query(`SELECT to_regclass('worldroom.store') AS store`);
    const isNew = tables[0]?.store === null;
    if (isNew) await client.query('CREATE SCHEMA IF NOT EXISTS worldroom');
    const version = isNew ? 0 : storeRow.parse((await client.query(statements.store)).rows[0]).version;
    if (version > migrations.length) {
      throw new StoreError({ code: 'save-newer', values: { format: version, known: migrations.length } });
    }
    for (const step of migrations.slice(version)) await client.query(step);
    if (version < migrations.length) {
      await client.query('UPDATE worldroom.store SET version = $1', [migrations.length]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
