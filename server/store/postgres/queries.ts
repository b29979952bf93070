import { Pool } from 'pg';
import { z } from 'zod';
import { poolSettings } from './connection-settings.ts';
import { guarded } from './postgres-fault.ts';
import { prepareDatabase } from './prepare-database.ts';

export type Values = readonly (string | number | Uint8Array | readonly number[])[];
type Read = <Row>(schema: z.ZodType<Row>, statement: string, values: Values) => Promise<Row[]>;

/**
 * Statements on a few connections, which are opened again where they break. Rows are checked.
 *
 * @throws StoreError from every method
 */
export class Queries {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool(poolSettings(url));
    // Connections that wait may break. The next call opens another.
    this.#pool.on('error', () => {});
  }

  /** Makes the tables where they are missing. */
  prepare(): Promise<void> {
    return guarded(() => prepareDatabase(this.#pool));
  }

  /** The rows of one statement, which is one transaction. */
  readonly rows: Read = (schema, statement, values) =>
    guarded(async () => z.array(schema).parse((await this.#pool.query(statement, [...values])).rows));

  async do(statement: string, values: Values): Promise<void> {
    await guarded(() => this.#pool.query(statement, [...values]));
  }

  /** Reads one moment of the data base with several statements. */
  moment<Result>(work: (read: Read) => Promise<Result>): Promise<Result> {
    return guarded(async () => {
      const client = await this.#pool.connect();
      let failure: Error | undefined;
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const result = await work(async (schema, statement, values) =>
          z.array(schema).parse((await client.query(statement, [...values])).rows),
        );
        await client.query('COMMIT');
        return result;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      } finally {
        // A connection whose transaction failed is not used again.
        client.release(failure);
      }
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
