/** Stands in a word for what only the run knows; no file name has it. */
export const unknown = '\0';

/** What a `docker build` says, in whichever tool's words. A `null` is a value that only the run knows. */
export interface BuildCommand {
  readonly context: { readonly kind: 'local' | 'git'; readonly directory: string };
  readonly file: string | null;
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string | null>;
  readonly contexts: ReadonlyMap<string, string>;
  /** `--cache-to` of BuildKit's clients; buildah's is another one. */
  readonly cacheTo: readonly string[];
}

/** The words in front of the options, longest first. */
const builders: readonly (readonly string[])[] = [
  ['docker', 'buildx', 'build'],
  ['docker', 'buildx', 'b'],
  ['docker', 'image', 'build'],
  ['docker', 'builder', 'build'],
  ['docker', 'build'],
  ['podman', 'image', 'build'],
  ['podman', 'build'],
  ['nerdctl', 'image', 'build'],
  ['nerdctl', 'build'],
  ['finch', 'build'],
  ['buildah', 'build-using-dockerfile'],
  ['buildah', 'build'],
  ['buildah', 'bud'],
  ['depot', 'build'],
];

/** Options without a value (docker 28, buildx 0.30, podman 5, buildah 1.40: their reference pages). Any other takes the next word. */
const flags = new Set(
  (
    '--check --compress --debug -D --disable-content-trust --force-rm --help --load --no-cache --no-hostname --no-hosts --omit-history ' +
    '--print --pull --push --quiet -q --rm --squash --squash-all --stdin --layers --lint --save --tls-verify --http-proxy --inherit-labels'
  ).split(' '),
);

/** Null: no build, one of another place (an address, standard input), or one that can't be read. `words` may have `unknown` in them. */
export function readBuildCommand(words: readonly string[]): BuildCommand | null {
  const program = basename(words[0]);
  if (program === 'executor' || program === 'kaniko') return readKaniko(words.slice(1));
  const builder = builders.find((names) =>
    names.every((name, index) => (index === 0 ? program : words[index]) === name),
  );
  if (!builder) return null;
  const { options, operands } = readOptions(words.slice(builder.length));
  // `docker build $OPTIONS .`: the last word is the context.
  const directory = known(operands.at(-1));
  const file = options.get('file');
  if (directory === null || directory === '-' || isAddress(directory)) return null;
  if (file && (file.length > 1 || known(file[0]) === null || file[0] === '-')) return null;
  return {
    context: { kind: 'local', directory },
    file: file?.[0] ?? null,
    target: known(options.get('target')?.at(-1)),
    args: readArgs(options.get('build-arg') ?? []),
    contexts: readContexts(options.get('build-context') ?? []),
    cacheTo: /^(?:podman|buildah)$/.test(program) ? [] : (options.get('cache-to') ?? []),
  };
}

/** `/kaniko/executor --context dir://. --dockerfile x`: both from where it runs. */
function readKaniko(words: readonly string[]): BuildCommand | null {
  const { options } = readOptions(words);
  const context = known(options.get('context')?.[0]);
  const file = options.get('dockerfile')?.[0];
  if (!context || (file !== undefined && known(file) === null)) return null;
  const directory = context.replace(/^dir:\/\//, '');
  if (isAddress(directory)) return null;
  return {
    context: { kind: 'local', directory },
    file: file ?? null,
    target: known(options.get('target')?.at(-1)),
    args: readArgs(options.get('build-arg') ?? []),
    contexts: new Map(),
    cacheTo: [],
  };
}

function known(word: string | undefined): string | null {
  return word === undefined || word.includes(unknown) ? null : word;
}

function basename(word: string | undefined): string {
  return (word ?? '').replace(/^.*\//, '');
}

const shortNames: Readonly<Record<string, string>> = { f: 'file', t: 'tag', c: 'context', d: 'dockerfile' };

function readOptions(words: readonly string[]): {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
} {
  const options = new Map<string, string[]>();
  const operands: string[] = [];
  const add = (name: string, value: string): void => {
    const values = options.get(name);
    if (values) values.push(value);
    else options.set(name, [value]);
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const [, long, , value] = /^--([^=]*)(=([^]*))?$/.exec(word) ?? [];
    const [, short, attached] = /^-([a-zA-Z])([^]*)$/.exec(word) ?? [];
    const name = long ?? shortNames[short ?? ''] ?? short ?? '';
    if (value !== undefined) add(name, value);
    else if (attached) add(name, attached.replace(/^=/, ''));
    else if (!flags.has(word)) {
      at += 1;
      add(name, words[at] ?? unknown);
    }
  }
  return { options, operands };
}

/** `K=V`; `K` alone takes its value from the environment. */
export function readArgs(words: readonly string[]): ReadonlyMap<string, string | null> {
  const args = new Map<string, string | null>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = (equals < 0 ? word : word.slice(0, equals)).trim();
    if (name !== '' && !name.includes(unknown)) args.set(name, equals < 0 ? null : known(word.slice(equals + 1)));
  }
  return args;
}

function readContexts(words: readonly string[]): ReadonlyMap<string, string> {
  const contexts = new Map<string, string>();
  for (const [name, value] of readArgs(words)) if (value !== null) contexts.set(name, value);
  return contexts;
}

export function isAddress(context: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\//i.test(context);
}
