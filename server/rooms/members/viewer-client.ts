import type { MediaLost, Notice } from '../../../shared/messages.ts';
import type { ViewerClient } from '../../contracts/room-media.ts';
import type { ClientConnection } from './client-connection.ts';

/** Tells a client over its line what happens to its media. */
export function viewerClient(id: string, line: Pick<ClientConnection, 'send'>): ViewerClient {
  return {
    id,
    mediaLost: () => line.send('mediaLost', {} satisfies MediaLost),
    trouble: (text) => line.send('notice', { level: 'error', text } satisfies Notice),
  };
}
