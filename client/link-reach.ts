/** Who can open an address of this server. */
export type Reach =
  /** Everybody with the link, as far as a browser can tell. */
  | 'anybody'
  /** Machines in the same network. */
  | 'network'
  /** Only browsers on the machine of the server. */
  | 'computer';
