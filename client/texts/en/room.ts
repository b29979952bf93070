export const play = {
  view: 'Your view of the world, painted live',
  capture: 'Click the picture to look around with the mouse',
  drag: 'Drag the picture to look around: this browser does not give the mouse to the page',
  release: 'Esc lets the mouse go',
  padConnected: 'Gamepad connected',
  padUnknown: 'The browser does not know the layout of this gamepad, so it cannot play.',
  padDisconnected: 'Gamepad disconnected',
  score: 'Score',
  players: 'Players',
  you: 'you',
  away: 'away',
  host: 'host',
  youHost: 'You are the host of this room now.',
  handOver: 'Make host',
  handOverTo: (name: string) => `Make host: ${name}`,
  kick: 'Kick',
  kickPlayer: (name: string) => `Kick ${name} out of the room`,
  kickConfirm: (name: string) =>
    `Put ${name} out of the room? The same browser cannot come back until you let it in again; another browser or a private window can, unless you lock the room or make new links.`,
  spectator: 'watching',
  waitingAt: (place: number) => `waiting, ${place} in line`,
  place: (place: number) => `Every seat is taken. Your place in line: ${place}`,
  placeForMachine: (place: number, views: number, rate: number) =>
    views > 0
      ? `This server draws ${views === 1 ? '1 view' : `${views} views`} at ${rate} a second, and all are taken. Your place in line: ${place}`
      : `This server cannot draw one more player now. Your place in line: ${place}`,
  seated: 'A seat is free. You are playing now.',
  offers: {
    open: 'Open the door',
    close: 'Close the door',
    openOrClose: 'Open or close the door',
    take: 'Take the block',
    place: 'Place a block',
  },
  bindingsFailed: 'The controls could not be fetched. Trying again.',
} as const;

export const watch = {
  view: (name: string) => `The view of ${name}`,
  badge: 'Watching',
  strip: 'Whose view to watch',
  choose: (name: string) => `Watch ${name}`,
  takeSeat: 'Play',
  hint: 'Left and right arrows switch the view',
} as const;

export const toolbar = {
  label: 'Room',
  invite: 'Invite',
  inviteTitle: 'Copy a link to play here',
  watchLink: 'Watch link',
  watchLinkTitle: 'Copy a link to watch',
  picture: { smooth: 'Smooth', pixelated: 'Pixels' },
  pictureTitle: 'Smooth picture or single pixels',
  look: { on: 'Instant', off: 'Plain' },
  lookTitle: 'Turn the picture at once, or wait for the next frame',
  names: 'Names',
  namesTitle: 'Names over heads',
  stats: 'Stats',
  statsTitle: 'Show or hide the measurements',
  help: 'Help',
  helpTitle: 'Show, hide or change the controls',
  fullscreen: 'Full screen',
  fullscreenRefused: 'The browser did not let this page fill the screen.',
  lock: 'Lock',
  unlock: 'Unlock',
  lockTitle: 'Let nobody new play, or let them again',
  controls: 'World',
  controlsTitle: 'Time of day, fog and theme of the world',
  revoke: 'New links',
  revokeTitle: 'Make all links so far worthless, and get new ones',
  revokeConfirm: 'Make all links so far worthless?',
  revoked: 'The links so far are worth nothing. Send the new ones.',
  leave: 'Leave',
  leaveTitle: 'Leave for the lobby',
  shortcut: (title: string, key: string) => `${title} (${key})`,
  copyByHand: 'Copy this link',
  copyByHandHint: 'The browser did not let this page copy it. It is selected: copy it yourself.',
  copyClose: 'Close',
} as const;

export const chat = {
  label: 'Chat',
  open: 'Write to the room',
  placeholder: 'Write to everybody in the room',
  send: 'Send',
  notSent: 'Not sent: there is no connection to the room right now.',
  refused: (fault: string) => `Not sent: a message ${fault}.`,
  watching: '(watching)',
} as const;

export const events = {
  joined: (name: string) => `${name} joined`,
  left: (name: string) => `${name} left`,
  dropped: (name: string) => `${name} lost the connection`,
  returned: (name: string) => `${name} is back`,
} as const;
