/** The newest measure of something that is not always measured; undefined before it was once. */
export function lastMeasured(measure: () => number | undefined): () => number | undefined {
  let last: number | undefined;
  return () => {
    last = measure() ?? last;
    return last;
  };
}
