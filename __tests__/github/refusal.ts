/** An answer of GitHub that is an error. */
export class Refusal extends Error {
  readonly status: number;
  /** Strings for reviews, objects for single comments: so is the real API. */
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const forbidden = (): Refusal => new Refusal(403, 'Resource not accessible by integration');
/** As the reviews endpoints say it: all or nothing, and no word on which comment failed. */
export const unprocessable = (errors: readonly string[]): Refusal => new Refusal(422, 'Unprocessable Entity', errors);
/** As the comments endpoints say it. */
export const validationFailed = (errors: readonly unknown[]): Refusal => new Refusal(422, 'Validation Failed', errors);
