import type { Notice } from '../../shared/notices/notice.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import type { MediaHost } from './media-host.ts';

/** The hosts that serve one client. */
export interface ViewerPlace {
  /** The host of its room's streams. */
  readonly host: MediaHost;
  /** The host of its transport, and the host where a new one would be opened. */
  readonly front: MediaHost;
  readonly nextFront: MediaHost;
}

/** No worker is started any more. */
export const givenUp: Notice = { code: 'media-given-up', values: {} };

/** Notifies a client of media workers that died: once a loss, and only when it can connect again. */
export class LossNotice {
  readonly #client: ViewerClient | undefined;
  readonly #place: ViewerPlace;
  #asked = false;
  #lost = false;

  constructor(client: ViewerClient | undefined, place: ViewerPlace) {
    this.#client = client;
    this.#place = place;
  }

  /** The client asked for a transport. Clients without media get no notices. */
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
