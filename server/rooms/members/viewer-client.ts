import { type MediaLost, type Notice, serverMessages } from '../../../shared/messages.ts';
import type { ViewerClient } from '../../contracts/room-media.ts';
import type { Line } from './line.ts';

/** Tells a client over its line what happens to its media. */
export function viewerClient(id: string, line: Pick<Line, 'send'>): ViewerClient {
  return {
    id,
    mediaLost: () => line.send(serverMessages.mediaLost, {} satisfies MediaLost),
    trouble: (text) => line.send(serverMessages.notice, { level: 'error', text } satisfies Notice),
  };
}
