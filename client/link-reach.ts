/** Who can open an address of this server. */
export type Reach =
  /** Everybody who has the link, as far as a browser can tell. */
  | 'anybody'
  /** Machines of the same network. */
  | 'network'
  /** Only browsers of the machine that the server runs on. */
  | 'computer';
