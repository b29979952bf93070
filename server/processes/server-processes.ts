import type { MatchMakerDriver, Presence } from '@colyseus/core';

/** Another process that serves the same rooms. */
export interface OtherProcess {
  /** Colyseus' id of it. */
  readonly id: string;
  /** Where processes reach it, with a slash at the end. */
  readonly url: string;
  /** Where pages reach it: host, port and path. */
  readonly address: string;
  /** Views that it draws in time; undefined before that was measured. */
  readonly capacity: number | undefined;
  /** Whether it ends, and takes no more rooms. */
  readonly isEnding: boolean;
}

/** The processes that serve the same rooms, as one of them knows them. */
export interface ServerProcesses {
  /** Where Colyseus passes messages between processes; undefined where there is one alone. */
  readonly presence: Presence | undefined;
  /** Where Colyseus lists rooms; undefined where there is one process alone. */
  readonly driver: MatchMakerDriver | undefined;
  /** Where pages reach this process; undefined where they reach no other. */
  readonly address: string | undefined;
  /** Names what rooms end with: a process, or all of them. */
  readonly instance: string;
  /** The others that are alive. */
  others(): OtherProcess[];
  /** Whether the process with this id plays its rooms: this one, or another that is alive. */
  isAlive(id: string): boolean;
  /** A key for signatures that all processes make and check. */
  key(use: string): Uint8Array<ArrayBuffer>;
  /** Says that nothing listens where a process was: others open its rooms. */
  lost(id: string): Promise<void>;
  /** Becomes known to the others. `capacity` is what this process draws in time. */
  begin(capacity: () => number | undefined): Promise<void>;
  /** Has the others place no more rooms here. */
  end(): Promise<void>;
  /** Is no longer known to the others. */
  close(): Promise<void>;
}
