export const status = {
  connecting: { heading: 'Joining the room…', text: '' },
  connectingLong: {
    heading: 'Still joining the room…',
    text: 'The server takes longer than it should. The page goes on trying.',
  },
  waiting: { heading: 'Painting your first view…', text: '' },
  waitingLong: {
    heading: 'Still waiting for the picture',
    text: 'The picture travels over WebRTC. A firewall or a VPN may be holding it back; the page goes on trying.',
  },
  waitingForPlayers: {
    heading: 'Nobody is playing yet',
    text: 'The picture appears as soon as somebody takes a seat. It might be you.',
  },
  reconnecting: {
    heading: 'Connection lost. Coming back…',
    text: 'The room keeps your place for a while.',
  },
  full: {
    heading: 'Every seat is taken',
    text: 'So is every place to wait for one. Try again when somebody leaves.',
  },
  fullToWatch: {
    heading: 'Every place to watch is taken',
    text: 'Try again when somebody leaves, or pick another room in the lobby.',
  },
  denied: {
    denied: {
      heading: 'This link does not open the room',
      text: 'Ask for a new link, or pick an open room in the lobby.',
    },
    invalid: {
      heading: 'The room did not let this page in',
      text: 'Change your name in the lobby and try again.',
    },
    locked: { heading: 'The room is locked', text: 'You can watch, and try again later.' },
  },
  gone: {
    'room-gone': {
      heading: 'This room has closed',
      text: 'A room closes after its last player leaves, or when whoever runs the server closes it. Make a new one, or pick another in the lobby.',
    },
    'server-gone': {
      heading: 'The server does not answer',
      text: 'It may be restarting, or your network may be down. Try again in a moment.',
    },
    'too-frequent': {
      heading: 'The room ended the connection',
      text: 'This page sent more than the room accepts. Joining again usually helps.',
    },
    kicked: {
      heading: 'You were put out of this room',
      text: 'The host keeps this browser out until the host lets it in again. Other rooms are open in the lobby.',
    },
    proxy: {
      heading: 'The way to the server is not set up for this page',
      text: 'Something between this page and the server, most likely a proxy, keeps them apart. Whoever runs the server can mend it:',
    },
    lost: {
      heading: 'The connection is gone',
      text: 'The room could not keep your place any longer. You can join it again.',
    },
  },
  /** Details of the card `gone.proxy`, where the server itself could not say them. */
  proxy: {
    answered: (status: number) =>
      `A proxy on the way answered ${status} in the place of the server. Whoever runs it has to check that the server is running, and that the address to which the proxy passes requests on is the server's.`,
    noWebSocket:
      'No WebSocket reached the server, although other requests do. The proxy on the way has to pass on the headers Upgrade and Connection, for every path below the site.',
    cutOff:
      'The server took the WebSocket, but on its way back the connection was cut off. The proxy on the way has to pass on its answer (101 Switching Protocols), and to leave the connection open.',
  },
  notFound: { heading: 'There is nothing here', text: 'The lobby has the rooms that are open to all.' },
  actions: {
    lobby: 'Go to the lobby',
    watch: 'Watch instead',
    play: 'Take a seat',
    retry: 'Try again',
    rejoin: 'Join again',
  },
} as const;
