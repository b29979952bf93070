import type { Notice } from '../../shared/notices/notice.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import type { MediaHost } from './media-host.ts';

/** Where the media of one client are. */
export interface ViewerPlace {
  /** Where the streams of its room are made. */
  readonly host: MediaHost;
  /** Where its transport is, and where one would be opened now. */
  readonly front: MediaHost;
  readonly nextFront: MediaHost;
}

/** No worker is started any more. */
export const givenUp: Notice = { code: 'media-given-up', values: {} };

/** Tells a client of media workers that died: once for each loss, and not before it can connect again. */
export class LossNotice {
  readonly #client: ViewerClient | undefined;
  readonly #place: ViewerPlace;
  #asked = false;
  #lost = false;

  constructor(client: ViewerClient | undefined, place: ViewerPlace) {
    this.#client = client;
    this.#place = place;
  }

  /** The client asked for a transport, so it wants to know. */
  asked(): void {
    this.#asked = true;
  }

  /** The client has a new transport. */
  connected(): void {
    if (this.#place.host.router !== undefined) this.#lost = false;
  }

  workerLost(host: MediaHost): void {
    const { host: own, front } = this.#place;
    if (this.#asked && (host === own || host === front)) this.#lost = true;
  }

  workerRestored(): void {
    const { host, nextFront } = this.#place;
    if (!this.#lost || host.router === undefined || nextFront.router === undefined) return;
    this.#lost = false;
    this.#client?.mediaLost();
  }

  workerGivenUp(): void {
    const { host, nextFront } = this.#place;
    if (this.#asked && (host.givenUp || nextFront.givenUp)) this.#client?.trouble(givenUp);
    else this.workerRestored();
  }
}
