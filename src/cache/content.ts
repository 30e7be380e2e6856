/** Why a digest says less than the builder's would. */
export type ContentDoubt =
  /** A command made it: only the run knows. `node`: of the plan. */
  | { readonly kind: 'output'; readonly node: number }
  /** An image brings it. */
  | { readonly kind: 'image'; readonly name: string }
  /** The builder asks the network each time. */
  | { readonly kind: 'address'; readonly address: string }
  /** A symbolic link on the way whose text was not read (`isUnread`), or that leads in a circle. */
  | { readonly kind: 'link'; readonly path: string; readonly isUnread: boolean }
  /** A build argument or a named context that only the build knows. */
  | { readonly kind: 'outside'; readonly name: string }
  /** A submodule on the way. */
  | { readonly kind: 'submodule'; readonly path: string }
  /** A word that only the build knows. */
  | { readonly kind: 'word'; readonly word: string }
  /** An earlier build made it, of something that was not known then. */
  | { readonly kind: 'history' };

/** The content of what a step selects. */
export interface Content {
  /** Equal digests are equal contents. */
  readonly digest: string;
  /** Null: another digest is another content. Else it may be the same all the same. */
  readonly doubt: ContentDoubt | null;
  /**
   * What of it is certain though the rest is not known, such as files that lie on top of it: two contents on the same (`on`), whose files differ, are not the
   * same.
   */
  readonly top?: { readonly on: string; readonly files: string };
}

/** Are they certainly not the same? */
export function areDifferent(one: Content, other: Content): boolean {
  if (one.digest === other.digest) return false;
  if (one.doubt === null && other.doubt === null) return true;
  const [files, otherFiles] = [filesOf(one), filesOf(other)];
  if (files !== null && otherFiles !== null) return files !== otherFiles;
  const [top, others] = [one.top, other.top];
  return top !== undefined && top.on === others?.on && top.files !== others.files;
}

/** What of it is known for certain, whatever submodules hold; null: nothing. */
export function filesOf({ digest, doubt, top }: Content): string | null {
  if (doubt === null) return digest;
  return doubt.kind === 'submodule' && top ? top.files : null;
}

/** The contents of several things that one step takes from one input. */
export function join(contents: readonly Content[]): Content {
  const digest = contents.map((content) => content.digest).join('\n');
  const doubtful = contents.filter(({ doubt }) => doubt !== null);
  const [first] = doubtful;
  if (!first) return { digest, doubt: null };
  if (!doubtful.every(({ top }) => top)) return { digest, doubt: first.doubt };
  const on = contents.map(({ top }) => top?.on ?? '').join('\n');
  const files = contents.map((content) => content.top?.files ?? content.digest).join('\n');
  return { digest, doubt: first.doubt, top: { on, files } };
}
