/** Something that did not work, with words for the visitor where the server had some. */
export class Problem extends Error {
  constructor(
    message = '',
    /** Whether the same may work later. */
    readonly retry = true,
    /** The HTTP status of a refusal. */
    readonly status = 0,
    /** What is wrong with each field of a form. */
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }
}
