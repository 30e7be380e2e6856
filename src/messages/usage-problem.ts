/** Why a command line can't be understood; the words are in `messages/<language>/command-line.ts`. Exit status 2. */
export type UsageProblem =
  | { readonly kind: 'no-command' }
  | { readonly kind: 'unknown-command'; readonly name: string; readonly nearest: string | null }
  /** A path stands where a command is expected. */
  | { readonly kind: 'path-as-command'; readonly path: string }
  | {
      readonly kind: 'unknown-option';
      readonly option: string;
      readonly nearest: string | null;
      readonly command: string | null;
    }
  /** An option of other commands. */
  | {
      readonly kind: 'option-of-other-command';
      readonly option: string;
      readonly command: string;
      readonly others: readonly string[];
    }
  | { readonly kind: 'missing-value'; readonly option: string }
  | { readonly kind: 'needless-value'; readonly option: string; readonly value: string }
  | {
      readonly kind: 'bad-value';
      readonly option: string;
      readonly value: string;
      readonly allowed: readonly string[];
      readonly nearest: string | null;
    }
  | { readonly kind: 'unknown-rule'; readonly rule: string; readonly nearest: string | null }
  | { readonly kind: 'missing-rule' }
  | { readonly kind: 'missing-folder' }
  | { readonly kind: 'bad-assignment'; readonly option: string; readonly value: string }
  | { readonly kind: 'bad-number'; readonly option: string; readonly value: string; readonly least: number }
  | { readonly kind: 'not-together'; readonly options: readonly [string, string] }
  | { readonly kind: 'too-many-arguments'; readonly command: string; readonly argument: string }
  | { readonly kind: 'stdin-not-alone' }
  | { readonly kind: 'stdin-not-writable' };
