/** A page of the router, which shows one at a time. */
export interface Page {
  readonly root: HTMLElement;
  /** Frees all resources of the page. */
  close(): void;
}
