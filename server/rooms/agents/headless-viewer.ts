import { NoticeError } from '../../contracts/notice-error.ts';
import type { RoomViewer } from '../../contracts/room-media.ts';

/** The viewer of a member that receives no media: an agent gets its pictures as they were drawn. */
export const headlessViewer: RoomViewer = {
  handle: () => Promise.reject(new NoticeError({ code: 'view-gone', values: {} })),
  setPaused() {},
  close() {},
};
