/** Why a step is not taken from the cache, or why nobody can say whether it is. The first one: what stands above a step, then the step, then its files. */
export type Cause =
  /** The step that it is built on is made again, or may be; the line of that one. */
  | { readonly kind: 'earlier-step'; readonly line: number }
  /** The image below is another one; `before` null: there was none, or none that could be meant. */
  | { readonly kind: 'base-image'; readonly before: string | null; readonly after: string }
  /** Nothing like it was built before. */
  | { readonly kind: 'new-step' }
  /** It was built before, on something else. */
  | { readonly kind: 'moved-step' }
  /** The instruction says something else. */
  | { readonly kind: 'instruction' }
  /** The value of a variable that it has, or that is in one of its words. */
  | { readonly kind: 'variable'; readonly name: string; readonly from: 'arg' | 'env' }
  /** The same variables, assigned in another order. */
  | { readonly kind: 'variable-order' }
  | { readonly kind: 'setting'; readonly keyword: 'USER' | 'WORKDIR' | 'SHELL' }
  /** How the whole build is called: platform, network, hosts, limits. */
  | { readonly kind: 'call' }
  /** Sorted by path; never empty. */
  | { readonly kind: 'files'; readonly files: readonly ChangedFile[] }
  /** What it copies or mounts from a stage came out otherwise; the first line there that was made again. */
  | { readonly kind: 'stage'; readonly line: number }
  /** The build is told to make it again. */
  | { readonly kind: 'forced' }
  /** The cache knows it, but did not keep what it made, and something that is made needs that. */
  | { readonly kind: 'no-result' }
  | Unknown;

/** Why it is not known whether a step is cached. */
export type Unknown =
  /** It takes what the command on this line makes, which may be the same as before. */
  | { readonly kind: 'output'; readonly line: number }
  /** It takes from an image, or stands on one, that may be the same under another name. */
  | { readonly kind: 'image'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  /** A build argument or a named context. */
  | { readonly kind: 'outside'; readonly name: string }
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'submodule'; readonly path: string }
  | { readonly kind: 'word'; readonly word: string };

export interface ChangedFile {
  /** In the build context. */
  readonly path: string;
  readonly status: 'added' | 'removed' | 'changed';
}
