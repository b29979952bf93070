import type { Notice } from '../../shared/notices/notice.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import type { MediaHost } from './media-host.ts';

/** The hosts that serve one client. */
export interface ViewerHosts {
  /** The host of its room's streams. */
  readonly host: MediaHost;
  /** The host of its transport, and the host where a new one would be opened. */
  readonly front: MediaHost;
  readonly nextFront: MediaHost;
}

/** The media worker was given up and is not restarted. */
export const givenUp: Notice = { code: 'media-given-up', values: {} };

/** Notifies a client of media workers that died: once a loss, and only when it can connect again. */
export class LossNotice {
  readonly #client: ViewerClient | undefined;
  readonly #hosts: ViewerHosts;
  #requested = false;
  #lost = false;

  constructor(client: ViewerClient | undefined, hosts: ViewerHosts) {
    this.#client = client;
    this.#hosts = hosts;
  }

  /** The client asked for a transport. Clients without media get no notices. */
  transportRequested(): void {
    this.#requested = true;
  }

  /** The client has a new transport. */
  connected(): void {
    if (this.#hosts.host.router !== undefined) this.#lost = false;
  }

  workerLost(host: MediaHost): void {
    const { host: own, front } = this.#hosts;
    if (this.#requested && (host === own || host === front)) this.#lost = true;
  }

  workerRestored(): void {
    const { host, nextFront } = this.#hosts;
    if (!this.#lost || host.router === undefined || nextFront.router === undefined) return;
    this.#lost = false;
    this.#client?.mediaLost();
  }

  workerGivenUp(): void {
    const { host, nextFront } = this.#hosts;
    if (this.#requested && (host.givenUp || nextFront.givenUp)) this.#client?.trouble(givenUp);
    else this.workerRestored();
  }
}
