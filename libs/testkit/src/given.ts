/** The value that a test knows to be there; without it the test ends here. */
export function given<Value>(value: Value | null | undefined): Value {
  if (value === undefined || value === null) throw new Error('the test expected a value and found none');
  return value;
}
