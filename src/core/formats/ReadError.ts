/** What is wrong with a file that was given: one sentence that names the file or node and says what to do. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
}
