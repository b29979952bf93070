import type { MediaLost } from '../../../shared/messages.ts';
import type { ViewerClient } from '../../contracts/room-media.ts';
import type { ClientConnection } from './client-connection.ts';

/** Tells a client over its line what happens to its media. */
export function viewerClient(
  id: string,
  line: Pick<ClientConnection, 'send'>,
  spectates: () => boolean,
): ViewerClient {
  return {
    id,
    spectates,
    mediaLost: () => line.send('mediaLost', {} satisfies MediaLost),
    trouble: (notice) => line.send('notice', { level: 'error', ...notice }),
  };
}
