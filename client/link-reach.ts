/** Who can open an address of this server. */
export type Reach =
  /** Whoever gets it, as far as a browser can tell. */
  | 'anybody'
  /** Machines of the same network. */
  | 'network'
  /** Only browsers of the machine that the server runs on. */
  | 'computer';
