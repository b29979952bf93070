import type { ClientConfig, PoolConfig } from 'pg';

/** Milliseconds. */
export const patience = {
  /** Until a connection is there. */
  connect: 10_000,
  /** For a statement of the session that holds the locks. */
  sign: 5_000,
  /** For one statement on the server, and until the client gives up an answer. */
  statement: 20_000,
  answer: 25_000,
  /** A transaction that says nothing for so long is rolled back, with its locks. */
  idleInTransaction: 10_000,
  /** Between two signs of life of the session that holds the locks, and until one that gives none is ended. */
  heartbeat: 3_000,
  lease: 15_000,
  /** For which a server that starts waits for another one that removes unused blobs. */
  cleaning: 60_000,
} as const;

/** Connections for statements of one server. Calls of one room come one after the other. */
const mostConnections = 4;

/** `url` may lack the password: the client then looks for PGPASSWORD and for the file PGPASSFILE. */
function settings(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'worldroom',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: patience.connect,
    idle_in_transaction_session_timeout: patience.idleInTransaction,
  };
}

export function poolSettings(url: string): PoolConfig {
  const { statement, answer } = patience;
  const timeouts = { statement_timeout: statement, query_timeout: answer };
  // To open a connection costs both ends more than to keep it.
  return { ...settings(url), ...timeouts, max: mostConnections, idleTimeoutMillis: 60_000 };
}

/** Of the session that holds locks: its statements take no time. */
export function sessionSettings(url: string): ClientConfig {
  return { ...settings(url), statement_timeout: patience.sign, query_timeout: patience.sign };
}

/**
 * Makes PostgreSQL end this session, and free its locks, when nothing is heard from it: `idle_session_timeout` if it
 * asks for nothing, as a frozen process whose kernel still answers TCP keepalives, and `tcp_user_timeout` if it does not
 * take what is sent. Both need PostgreSQL 14.
 */
export const leaseStatement = `SET idle_session_timeout = ${patience.lease}; SET tcp_user_timeout = ${patience.lease}`;
