/** What the router shows: one at a time. */
export interface Page {
  readonly root: HTMLElement;
  /** Lets go of everything the page holds. */
  close(): void;
}
