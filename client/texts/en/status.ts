export const status = {
  connecting: { heading: 'Joining the room…', text: '' },
  connectingLong: {
    heading: 'Still joining the room…',
    text: 'The server takes longer than it should. The page goes on trying.',
  },
  waiting: { heading: 'Painting your first view…', text: '' },
  /** There was a picture, and it is fetched again. */
  pictureStopped: { heading: 'The picture stopped. Fetching it again…', text: '' },
  unpainted: {
    heading: 'Still waiting for the picture',
    text: 'The way to the server is open, but it has not painted anything for you yet. It may be busy; the picture appears by itself.',
  },
  refused: {
    heading: 'Still waiting for the picture',
    text: 'The server could not set up the picture yet. The page tries again by itself.',
  },
  /** No picture gets through, for one of these reasons: before there was one, and after. */
  blocked: {
    never: {
      heading: 'The picture does not get through',
      text: 'You are in the room, but nothing has come over WebRTC, which carries the picture (UDP, or TCP to the same ports). A firewall or a VPN may be holding it back.',
    },
    lost: {
      heading: 'The picture does not get through any more',
      text: 'There was a picture, and nothing comes over WebRTC now. Your network may have changed, or a firewall or a VPN may have begun to hold it back.',
    },
    iceFailed: {
      heading: 'No way to the picture was found',
      text: 'Browser and server tried every address that they know, and none answered (ICE failed). A firewall or a VPN may be holding the picture back, or the server may be announcing an address that cannot be reached from here.',
    },
    noFrames: {
      heading: 'The way is open, but no picture comes',
      text: 'The media server answers and the room paints, but no frame could be decoded. The network may be losing what is large, as some VPNs do.',
    },
    remedy:
      'Try it without the VPN, or in another network, such as a phone’s. If nobody in your network gets a picture, ask whoever runs the server to open its media ports or to set up TURN. The page goes on trying: the picture appears by itself. Chat, map and the list of players work meanwhile.',
  },
  unsupported: {
    webrtc: {
      heading: 'This browser cannot show the picture',
      text: 'WebRTC is missing (RTCPeerConnection). It may be switched off in the settings, by an extension or by whoever manages this device; current versions of Chrome, Edge, Firefox and Safari have it.',
    },
    blocked: {
      heading: 'This browser may not show the picture',
      text: 'WebRTC is there, but the browser does not let this page use it (RTCPeerConnection). A setting, an extension or a policy of whoever manages this device forbids it.',
    },
    vp8: {
      heading: 'This browser cannot decode the picture',
      text: 'The video codec VP8 is missing, which every view is sent in. Current versions of Chrome, Edge, Firefox and Safari have it.',
    },
    remedy:
      'Chat, map and the list of players work here. Open the same link in another browser to see the world.',
  },
  loopbackOnly:
    'Firefox does not play video from a server that has no network address but this computer’s own (127.0.0.1). Connect this computer to a network, or open this page in Chrome, Chromium or Edge.',
  waitingForPlayers: {
    heading: 'Nobody is playing yet',
    text: 'The picture appears as soon as somebody takes a seat. It might be you.',
  },
  waitingForSeat: {
    heading: 'Waiting for a seat',
    text: 'You play as soon as one is free.',
  },
  reconnecting: {
    closed: {
      heading: 'Connection lost. Coming back…',
      text: 'The room keeps your place for a while. The page tries again by itself.',
    },
    silent: {
      heading: 'Connection lost. Coming back…',
      text: 'Nothing has come from the server for some seconds. The page tries again by itself; when your place is gone by then, you get another, near where you were.',
    },
    offline: {
      heading: 'Connection lost: you are offline',
      text: 'This device says that it has no network. The page comes back by itself when there is one.',
    },
  },
  elsewhere: {
    heading: 'Continued in another tab',
    text: 'Another tab of this browser has taken over your place in the room. Play here instead to take it back.',
  },
  /** Said in addition where the page comes back by itself. */
  retries: 'The page tries again by itself.',
  full: {
    heading: 'Every seat is taken',
    text: 'So is every place to wait for one. When somebody leaves, the next one in may be you.',
  },
  fullToWatch: {
    heading: 'Every place to watch is taken',
    text: 'When somebody leaves, there is one. Other rooms are in the lobby.',
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
      text: 'A room closes after its last player leaves, or when whoever runs the server closes or restarts it. Make a new one, or pick another in the lobby.',
    },
    'server-gone': {
      heading: 'The server does not answer',
      text: 'It may have been stopped or be restarting, or the network in between may be down.',
    },
    'server-restarted': {
      heading: 'The server was restarted',
      text: 'It is back, but this room ended with it. Make a new one, or pick another in the lobby.',
    },
    busy: {
      heading: 'The server is busy',
      text: 'It takes no more for now. Try again in a moment.',
    },
    unconfirmed: {
      heading: 'Joining took too long',
      text: 'The room did not hear from this page in time. Joining again usually helps.',
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
    elsewhere: {
      heading: 'Continued in another tab',
      text: 'Another tab of this browser has taken over your place in the room.',
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
    playHere: 'Play here instead',
    watchHere: 'Watch here instead',
    retry: 'Try again',
    rejoin: 'Join again',
  },
} as const;
