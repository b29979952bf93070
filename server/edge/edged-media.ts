import type { RoomMedia, RoomViewer, ViewerClient } from '../contracts/room-media.ts';
import type { Log } from '../log.ts';
import type { MediaServer, StreamOptions } from '../streaming/media-server.ts';
import type { SoundStream } from '../streaming/sound-stream.ts';
import type { ViewStream } from '../streaming/view-stream.ts';
import type { Edges } from './edges.ts';
import { PlacedViewer } from './placed-viewer.ts';

export interface EdgedMediaOptions {
  media: MediaServer;
  edges: Edges;
  /** Spectators whose media come from this process before others are sent to edges. */
  spectatorsHere: number;
  log: Log;
}

/**
 * The media of rooms, with spectators at edges. Players stay: their pictures should take no detour, and how well they
 * arrive decides how they are sent.
 */
export class EdgedMedia implements RoomMedia {
  readonly #options: EdgedMediaOptions;
  /** Viewers of those who watch. */
  readonly #spectators = new Map<PlacedViewer, ViewerClient>();

  constructor(options: EdgedMediaOptions) {
    this.#options = options;
  }

  createStream(options: StreamOptions): Promise<ViewStream> {
    return this.#options.media.createStream(options);
  }

  createSoundStream(options: { room: string }): Promise<SoundStream> {
    return this.#options.media.createSoundStream(options);
  }

  createViewer(
    resolve: (view: string) => ViewStream | undefined,
    room: string,
    listen: (view: string) => Promise<SoundStream | undefined>,
    person: ViewerClient,
  ): RoomViewer {
    const { media, edges, log } = this.#options;
    const client: ViewerClient = {
      id: person.id,
      spectates: () => person.spectates?.() === true,
      mediaLost: () => {
        viewer.lost();
        person.mediaLost();
      },
      trouble: (notice) => person.trouble(notice),
    };
    const local = media.createViewer(resolve, room, listen, client);
    const viewer: PlacedViewer = new PlacedViewer({
      ...{ local, resolve, listen, log },
      follow: () => local.loss.transportRequested(),
      choose: () => (client.spectates?.() && this.#hereAreEnough(viewer) ? edges.choose() : undefined),
      enter: (link) => link.enter(client),
      iceConfiguration: () => media.iceConfigurationOf(client.id),
      closed: () => this.#spectators.delete(viewer),
    });
    this.#spectators.set(viewer, client);
    return viewer;
  }

  #hereAreEnough(asking: PlacedViewer): boolean {
    let here = 0;
    for (const [viewer, client] of this.#spectators) {
      if (viewer !== asking && !viewer.isElsewhere && client.spectates?.()) here++;
    }
    return here >= this.#options.spectatorsHere;
  }
}
