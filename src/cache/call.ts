import type { Changing } from '../context/model.ts';

/** How a build is called, as far as a cache key depends on it. What is missing is not said, as on a command line. */
export interface BuildCall {
  /** `--build-arg`: all of them. */
  readonly args?: ReadonlyMap<string, string>;
  /** Those of which each build has another value (`always`), or may have. */
  readonly changingArgs?: ReadonlyMap<string, Changing>;
  /** Paths of the context that who builds has to make first, and that may be others in each build. */
  readonly absent?: ReadonlySet<string>;
  /** `--build-context`: names that stand for something that is not looked into. */
  readonly contexts?: ReadonlySet<string>;
  readonly target?: string;
  /** `linux/amd64` unless said; the machine that builds has the same. One at a time. */
  readonly platform?: string;
  /** `--network` of the whole build. */
  readonly network?: string;
  /** `--add-host`: the names; addresses are in no key. */
  readonly hosts?: readonly string[];
  /** `--ulimit`, `--shm-size`. */
  readonly limits?: readonly string[];
  /** `--no-cache`, or the stages of `--no-cache-filter`. */
  readonly noCache?: 'all' | ReadonlySet<string>;
}

/** What BuildKit gives an ARG of these names, once it is declared (`dockerfile2llb/platform.go:defaultArgs`), and what the build passes. */
export function argsOf(call: BuildCall): ReadonlyMap<string, string> {
  const args = new Map(constantArgs(call));
  for (const name of call.changingArgs?.keys() ?? []) args.set(name, changingValue(name));
  return args;
}

/** The same with the defaults of those that change: what they stand for there is no word of a Dockerfile. */
export function constantArgs(call: BuildCall): ReadonlyMap<string, string> {
  const platform = platformOf(call);
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  const args = new Map<string, string>();
  for (const side of ['BUILD', 'TARGET']) {
    args.set(`${side}PLATFORM`, platform);
    args.set(`${side}OS`, os);
    args.set(`${side}OSVERSION`, '');
    args.set(`${side}ARCH`, architecture);
    args.set(`${side}VARIANT`, variant);
  }
  args.set('TARGETSTAGE', call.target ?? 'default');
  for (const [name, value] of call.args ?? []) args.set(name, value);
  return args;
}

/** From the private use area: no argument that a person wrote looks like it. */
const begin = '\uE0AC';
const end = '\uE0AD';

/** Stands for a value that nobody knows, in all that is made of it. */
function changingValue(name: string): string {
  return `${begin}${name}${end}`;
}

/** Is it a text in which a changing argument stands? */
export function hasChanging(text: string): boolean {
  return text.includes(begin);
}

/** The changing arguments whose values are in a text. */
export function changingIn(text: string, { changingArgs }: BuildCall): readonly string[] {
  if (!changingArgs || changingArgs.size === 0) return [];
  return [...changingArgs.keys()].filter((name) => text.includes(changingValue(name)));
}

export function platformOf(call: BuildCall): string {
  return call.platform ?? 'linux/amd64';
}
