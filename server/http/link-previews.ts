import type { Request } from 'express';
import type { RoomSummary } from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Lobby } from './lobby.ts';

const siteName = 'Worldroom';
const invitation = 'Play together in worlds that a neural network paints live.';

export interface LinkPreviewsOptions {
  manifest: Pick<Manifest, 'seeds' | 'view'>;
  basePath: string;
  /** Where people find the server. The address of the request if undefined; requests for other hosts are refused. */
  publicUrl: string | undefined;
  lobby: Pick<Lobby, 'find'>;
}

/**
 * What chats and social networks show of a link: name, sentence and picture, as meta elements of the Open Graph protocol
 * (https://ogp.me). Their programs run no script, so the server writes them into the page.
 */
export class LinkPreviews {
  readonly #options: LinkPreviewsOptions;

  constructor(options: LinkPreviewsOptions) {
    this.#options = options;
  }

  /** Meta elements of the page at a request's address: of a room, or of the lobby. */
  async elementsOf(request: Pick<Request, 'protocol' | 'host'>, id: string | undefined): Promise<string> {
    const { publicUrl, basePath, manifest } = this.#options;
    const room = id === undefined ? undefined : await this.#options.lobby.find(id);
    const site = publicUrl ?? `${request.protocol}://${request.host}${basePath}`;
    const picture = this.#pictureOf(room);
    const title = room === undefined ? siteName : `${room.name} – ${siteName}`;
    const { width, height } = manifest.view;
    const properties: [string, string | undefined][] = [
      ['og:type', 'website'],
      ['og:site_name', siteName],
      ['og:title', title],
      ['og:description', room === undefined ? invitation : `Join this room. ${invitation}`],
      ['og:image', picture && new URL(picture, site).href],
      ['og:image:type', picture && 'image/webp'],
      ['og:image:width', picture && String(width)],
      ['og:image:height', picture && String(height)],
      ['og:image:alt', picture && 'A view into the world'],
      ['twitter:card', picture && 'summary_large_image'],
    ];
    return properties
      .flatMap(([name, content]) =>
        content === undefined ? [] : `<meta property="${name}" content="${escapeAttribute(content)}" />`,
      )
      .join('\n    ');
  }

  /** A public room shows what goes on in it; others show the world in which they began. */
  #pictureOf(room: RoomSummary | undefined): string | undefined {
    const { manifest, basePath } = this.#options;
    if (room?.thumbnail !== undefined) return room.thumbnail;
    const { name } = manifest.seeds.find((seed) => seed.name === room?.world) ?? manifest.seeds[0] ?? {};
    return name === undefined ? undefined : `${basePath}api/worlds/${name}/picture`;
  }
}

/** People name rooms as they like. */
function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
