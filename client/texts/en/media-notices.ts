import type { RoomSentences } from '../../../shared/notices/notice.ts';

const steps = {
  open: 'opened',
  connect: 'connected',
  consume: 'used for this view',
  resume: 'resumed',
} as const;

/** Video, sound and the free camera. */
export const mediaNotices = {
  'views-at-once': ({ maximum }) => `At most ${maximum} views can be watched at once; close one first.`,
  'requests-at-once': () => 'Too many media requests at once; wait for the answers.',
  'connection-closed': () => 'The connection is closed.',
  'view-gone': () => 'There is no such view in this room; its player may have left.',
  'consumer-gone': () => 'This view is not received any more; it may have ended with its player.',
  'no-transport': () => 'There is no transport yet; ask for one first.',
  'transport-closed': () => 'The transport was closed; ask for a new one.',
  'codec-missing': ({ codec }) =>
    `This browser does not play ${codec === 'VP8' ? 'VP8 video' : 'Opus sound'}; use a recent Chromium, Firefox or Safari.`,
  'media-failed': ({ step }) =>
    `The path of the picture could not be ${steps[step]}. The server’s log says why.`,
  'media-restarting': () => 'The media worker is being restarted; try again in a moment.',
  'media-given-up': () =>
    'The media worker of this server failed too often and was given up. There is no picture until whoever runs the server restarts it.',
  'video-stalled': () =>
    'The server cannot encode the picture of this view, so it stands still. The server goes on trying; leaving the room and joining again may help.',
  'sound-given-up': () =>
    'The sound of this server failed too often. There is no sound until the server is restarted.',
  'camera-to-watchers': () => 'The free camera is for those who watch; open the watch link.',
  'camera-taken': () => 'Somebody else has the free camera; wait until it is given back.',
  'camera-busy': () => 'The free camera is drawn only while this server has time to spare; try again later.',
  'camera-withdrawn': () =>
    'The free camera was withdrawn: this server needs all its time for the players’ views. Try again later.',
  'camera-idle': () => 'The free camera was given back, because nobody had steered it for a minute.',
  'camera-to-host': () => 'The host has the free camera now.',
  'camera-page-hidden': () => 'The free camera was given back, because your page is hidden.',
} satisfies Partial<RoomSentences>;

const folderRemedy = 'whoever runs it can choose another with --recording-folder.';

/** Recordings: why they do not begin, and why they end. */
export const recordingNotices = {
  'own-view-only': () => 'You may record your own view; the host records the others.',
  'watchers-record-nothing': () => 'Whoever watches cannot record; the host can.',
  'no-such-view': () => 'There is no such view in this room.',
  'no-picture-yet': () => 'The first picture of this view is not there yet; try again in a moment.',
  'no-such-recording': () => 'There is no such recording in this room.',
  'recording-of-others': () => 'Only whoever began it and the host may end a recording.',
  'recording-off': () => 'This server does not record.',
  'view-recorded-already': () => 'This view is being recorded already.',
  'recordings-of-room': ({ maximum }) =>
    `A room records ${maximum} views at most at one time; end one first.`,
  'recordings-of-server': ({ maximum }) =>
    `All ${maximum} recordings of this server are in use; try again later.`,
  'recordings-space': () =>
    'The space for recordings on this server is used up; it is free again as older ones expire.',
  'nothing-to-clip': () => 'There is nothing to save of your view yet.',
  'clip-just-saved': () => 'A clip was saved a moment ago; the next one is possible in a few seconds.',
  'longest-recording': () => 'It has reached the greatest length.',
  'largest-recording': () => 'It has reached the largest size.',
  'recorded-player-left': () => 'The player left.',
  'recording-server-closing': () => 'The server is closing.',
  'recording-ended-by-operator': () => 'Whoever runs this server has ended it.',
  'nothing-recorded': () => 'There was no picture to record.',
  'disk-slow': () => 'The disk of the server is too slow to record.',
  'disk-full': () => 'The disk of the server is full.',
  'disk-failing': () => 'The disk of the server is failing.',
  'recording-folder-forbidden': () => `The server may not write to its folder of recordings; ${folderRemedy}`,
  'recording-folder-unusable': () =>
    `The folder of recordings of this server cannot be used; ${folderRemedy}`,
  'recording-broken': () => 'The server could not go on with it. Its log says why.',
} satisfies Partial<RoomSentences>;
