import type { DepartureReason } from './connection/departure.ts';

/** Everything the pages say, in one place, so that it can be translated. */
export const texts = {
  product: 'Worldroom',
  titles: {
    lobby: 'Worldroom',
    play: (room: string) => `${room} · Worldroom`,
    watch: (room: string) => `Watching ${room} · Worldroom`,
  },

  lobby: {
    headline: 'Step into a world that is painted as you look.',
    lead: 'Every frame comes live from a neural network, for each of you, from one world you all share. No install: make a room and send the link.',
    nameLabel: 'Your name',
    namePlaceholder: 'Guest',
    create: {
      heading: 'Make a room',
      world: 'World',
      name: 'Room name',
      namePlaceholder: 'A room',
      seats: 'Players',
      submit: 'Make the room',
      submitting: 'Making the room…',
      loading: 'Fetching the worlds…',
      failed: 'The room could not be made.',
    },
    rooms: {
      heading: 'Open rooms',
      loading: 'Looking for rooms…',
      empty: 'No room is open right now. Make the first one.',
      failed: 'The rooms could not be fetched. Trying again every few seconds.',
      players: (players: number, seats: number) => `${players} of ${seats} playing`,
      spectators: (count: number) => (count === 1 ? '1 watching' : `${count} watching`),
      join: 'Join',
      full: 'Full',
      watch: 'Watch',
      joinRoom: (name: string) => `Join ${name}`,
      watchRoom: (name: string) => `Watch ${name}`,
    },
  },

  play: {
    view: 'Your view of the world, painted live',
    capture: 'Click the picture to look around with the mouse',
    release: 'Esc lets the mouse go',
    padConnected: 'Gamepad connected',
    padUnknown: 'The browser does not know the layout of this gamepad, so it cannot play.',
    padDisconnected: 'Gamepad disconnected',
    score: 'Score',
    players: 'Players',
    you: 'you',
    away: 'away',
    offers: {
      open: 'Open the door',
      close: 'Close the door',
      openOrClose: 'Open or close the door',
      take: 'Take the block',
      place: 'Place a block',
    },
    bindingsFailed: 'The controls could not be fetched. Trying again.',
  },

  watch: {
    view: (name: string) => `The view of ${name}`,
    badge: 'Watching',
    strip: 'Whose view to watch',
    choose: (name: string) => `Watch ${name}`,
    takeSeat: 'Play',
    hint: 'Left and right arrows switch the view',
  },

  toolbar: {
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
    leave: 'Leave',
    leaveTitle: 'Leave for the lobby',
    shortcut: (title: string, key: string) => `${title} (${key})`,
    copied: { invite: 'Invite link copied', watch: 'Watch link copied' },
    copyByHand: 'Copy this link',
  },

  devices: {
    label: 'Device',
    keyboard: 'Keyboard & mouse',
    gamepad: 'Gamepad',
    touch: 'Touch',
  },

  touch: {
    buttons: { jump: 'Jump', use: 'Open', place: 'Place', remove: 'Take' },
  },

  help: {
    heading: 'Controls',
    hint: 'Press a control here to change it.',
    sensitivity: 'Mouse sensitivity',
    deadZone: 'Dead zone of the sticks',
    rumble: 'Vibration',
    close: 'Close',
    reset: 'Reset to defaults',
    wasReset: 'The controls are as they were at first.',
    nothing: 'nothing yet',
    slot: (description: string, direction: string) => `${description}: ${direction}`,
    change: (slot: string, control: string) => `${slot}, ${control}. Change`,
    bound: (control: string, slot: string) => `${control} is now “${slot}”.`,
    taken: (control: string, slot: string, losers: readonly string[]) =>
      `${control} is now “${slot}” and no longer ${losers.map((loser) => `“${loser}”`).join(' and ')}.`,
    kept: (control: string) => `${control} stays with the page.`,
  },

  binding: {
    press: {
      keyboard: 'Press a key or a mouse button for',
      gamepad: 'Press a button or push a stick for',
      touch: 'Touch a button or push a stick for',
    },
    cancel: 'Leave it as it is',
    cancelTitle: 'Leave it as it is (Esc)',
  },

  controls: {
    pointer: { x: 'Mouse ↔', y: 'Mouse ↕' },
    pointerButtons: ['Left click', 'Middle click', 'Right click', 'Back button', 'Forward button'],
    directions: {
      move: ['Back', 'Forward'],
      strafe: ['Left', 'Right'],
      turn: ['Left', 'Right'],
      look: ['Down', 'Up'],
    },
    /** Names of the standard gamepad's buttons, in its order. */
    padButtons: [
      'A / ✕',
      'B / ○',
      'X / □',
      'Y / △',
      'LB / L1',
      'RB / R1',
      'LT / L2',
      'RT / R2',
      'View / Share',
      'Menu / Options',
      'Left stick press',
      'Right stick press',
      'D-pad ↑',
      'D-pad ↓',
      'D-pad ←',
      'D-pad →',
      'Home',
    ],
    touchButton: (number: number) => `Button ${number}`,
    sticks: {
      'leftX-': 'Left stick ←',
      'leftX+': 'Left stick →',
      'leftY-': 'Left stick ↓',
      'leftY+': 'Left stick ↑',
      'rightX-': 'Right stick ←',
      'rightX+': 'Right stick →',
      'rightY-': 'Right stick ↓',
      'rightY+': 'Right stick ↑',
    } as Readonly<Record<string, string>>,
    keys: {
      Space: 'Space',
      ArrowUp: '↑',
      ArrowDown: '↓',
      ArrowLeft: '←',
      ArrowRight: '→',
      ShiftLeft: 'Left Shift',
      ShiftRight: 'Right Shift',
      ControlLeft: 'Left Ctrl',
      Enter: 'Enter',
      Tab: 'Tab',
      Escape: 'Esc',
    } as Readonly<Record<string, string>>,
  },

  stats: {
    label: 'Measurements',
    framesPerSecond: 'Frames',
    latency: 'Input to picture',
    roundTrip: 'Round trip',
    bitrate: 'Bitrate',
    input: '· until the room has it',
    tick: '· moving the world',
    generation: '· painting',
    encode: '· encoding',
    network: '· network',
    display: '· onto the screen',
    worldTick: 'Tick',
    resolution: 'Picture',
    lookError: 'Look error',
    unknown: '–',
    perSecond: (value: number) => `${value.toFixed(1)} /s`,
    milliseconds: (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`,
    degrees: (radians: number) => `${((radians * 180) / Math.PI).toFixed(1)}°`,
    quantiles: (p50: number, p95: number) => `${p50.toFixed(0)} ms (p95 ${p95.toFixed(0)})`,
    kilobits: (value: number) => `${value.toFixed(0)} kbit/s`,
    size: (width: number, height: number) => `${width} × ${height}`,
  },

  events: {
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
    dropped: (name: string) => `${name} lost the connection`,
    returned: (name: string) => `${name} is back`,
  },

  status: {
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
      text: 'You can watch the others play, and try again when somebody leaves.',
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
    },
    gone: {
      'room-gone': {
        heading: 'This room has closed',
        text: 'A room closes after its last player leaves. Make a new one, or pick another in the lobby.',
      },
      'server-gone': {
        heading: 'The server does not answer',
        text: 'It may be restarting, or your network may be down. Try again in a moment.',
      },
      'too-frequent': {
        heading: 'The room ended the connection',
        text: 'This page sent more than the room accepts. Joining again usually helps.',
      },
      lost: {
        heading: 'The connection is gone',
        text: 'The room could not keep your place any longer. You can join it again.',
      },
    },
    notFound: {
      heading: 'There is nothing here',
      text: 'The address has no page. The lobby has every open room.',
    },
    actions: {
      lobby: 'Go to the lobby',
      watch: 'Watch instead',
      play: 'Take a seat',
      retry: 'Try again',
      rejoin: 'Join again',
    },
  },
} as const;

/** Heading and text of a state that ended the session. */
export function departureText(reason: DepartureReason): { heading: string; text: string } {
  if (reason === 'full') return texts.status.full;
  if (reason === 'denied' || reason === 'invalid') return texts.status.denied[reason];
  return texts.status.gone[reason];
}
