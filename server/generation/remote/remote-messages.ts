import type { Manifest } from '../../../shared/pack.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import type { InferCall } from './kserve-client.ts';
import type { KServeError } from './kserve-error.ts';

/** Start parameters of the thread that speaks with a server of views. */
export interface RemoteSetting {
  address: string;
  manifest: Manifest;
}

/**
 * Stands for a picture's RGB plane in both threads, because arrays are other objects there. Above 0 it was given by the
 * main thread, below 0 by this one, to a view that the server drew.
 */
export type PictureNumber = number;

export interface NumberedRequest {
  request: ViewRequest;
  previous: PictureNumber | undefined;
  keyframes: readonly PictureNumber[];
}

/** Bytes of tensors since the start. */
export type SentBytes = Readonly<{ sent: number; received: number }>;

/** Sent by the main thread. Arrays are in shared memory. */
export type RemoteJob =
  | ({ kind: 'draw'; id: number; requests: readonly NumberedRequest[]; deadline: number } & Pick<
      InferCall,
      'priority' | 'trace'
    >)
  | { kind: 'identify'; id: number; deadline: number }
  /** The server may have lost its pictures. */
  | { kind: 'forget' }
  /** Nobody has the picture any more. */
  | { kind: 'drop'; picture: PictureNumber }
  | { kind: 'close' };

export type RemoteResult =
  | { kind: 'drawn'; views: readonly ({ view: GeneratedView; picture: PictureNumber } | undefined)[] }
  | { kind: 'identified' }
  /** `reason` is that of a KServeError. */
  | { kind: 'failed'; name: string; message: string; reason?: KServeError['kind'] };

/** Sent by the thread, with the id of the job. */
export type RemoteAnswer = { id: number; bytes: SentBytes } & RemoteResult;
