/** Arrays of one element type, as rows are cut from them. */
interface Subarrays<Self> {
  readonly length: number;
  subarray(begin: number, end: number): Self;
}

/** Row `index` of an array [rows, n]; the array's own memory. */
export function rowOf<Values extends Subarrays<Values>>(values: Values, index: number, rows: number): Values {
  const length = values.length / rows;
  return values.subarray(index * length, (index + 1) * length);
}
