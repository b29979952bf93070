/** The part of typed arrays that is needed to cut rows from them. */
interface Subarrays<Self> {
  readonly length: number;
  subarray(begin: number, end: number): Self;
}

/** Row `index` of an array [rows, n], as a view of the array's memory. */
export function rowOf<Values extends Subarrays<Values>>(values: Values, index: number, rows: number): Values {
  const length = values.length / rows;
  return values.subarray(index * length, (index + 1) * length);
}
