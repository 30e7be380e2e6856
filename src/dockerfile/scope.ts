import type { Lookup } from './expand.ts';
import type { Scope, Variable, Word } from './model.ts';
import { PersistentMap } from './persistent-map.ts';

interface Entry {
  readonly variable: Variable;
  /** ARG without a value: unset unless the build passes one. */
  readonly unpassed: boolean;
  /** When it was assigned last. */
  readonly order: number;
}

/**
 * How much text variables may still put into the words of a file. `ENV A=$A$A` forty times would need all memory there is;
 * what is over the budget is a value that can't be known.
 */
export class Budget {
  #left: number;

  constructor(text: string) {
    this.#left = 1_000_000 + 16 * text.length;
  }

  /** Whether that many more characters are within it. */
  spend(characters: number): boolean {
    this.#left -= characters;
    return this.#left >= 0;
  }
}

/** What `--build-arg` passed; null: nobody knows, so an ARG without a value can have any. */
export type PassedArgs = {
  readonly values: ReadonlyMap<string, string>;
  /** It passed nothing else. */
  readonly isAll: boolean;
} | null;

interface State {
  readonly budget: Budget;
  readonly args: PassedArgs;
  readonly entries: PersistentMap<Entry>;
  readonly count: number;
  /** What a name is that nobody declared: not set, or perhaps set by a base image that we can't see. */
  readonly others: 'unset' | 'unknown';
  readonly workdir: string | null;
  readonly user: Word | null;
  readonly shell: readonly string[] | null;
}

/** Values that platforms and targets decide. In a stage only once an ARG declares them; before FROM always. */
const PREDEFINED: ReadonlySet<string> = new Set([
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
]);

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What holds at one point of the file. Never changed: each `with…` gives the next one. */
export class Point implements Scope {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** In front of the first FROM. */
  static global(budget: Budget, args: PassedArgs): Point {
    let point = start(budget, args, 'unset', null);
    for (const name of PREDEFINED) {
      point = point.withVariable({ name, value: args?.values.get(name) ?? null, from: 'predefined' });
    }
    return point;
  }

  /** `unset`: only what the file says can be set. */
  static onScratch(budget: Budget, args: PassedArgs): Point {
    // BuildKit sets PATH where the base image has none (`util/system/path.go`).
    return start(budget, args, 'unset', '/').withVariable({ name: 'PATH', value: DEFAULT_PATH, from: 'predefined' });
  }

  /** On an image of Windows the shell is `cmd`, unless SHELL says otherwise. */
  static onImage(budget: Budget, args: PassedArgs, isWindows: boolean): Point {
    const point = start(budget, args, 'unknown', null);
    return isWindows ? point.withShell(['cmd', '/S', '/C']) : point;
  }

  get(name: string): Variable | undefined {
    return this.#state.entries.get(name)?.variable;
  }

  variables(): readonly Variable[] {
    const entries = this.#state.entries.values();
    return entries.sort((a, b) => a.order - b.order).map(({ variable }) => variable);
  }

  get workdir(): string | null {
    return this.#state.workdir;
  }

  get user(): Word | null {
    return this.#state.user;
  }

  get shell(): readonly string[] | null {
    return this.#state.shell;
  }

  lookup(name: string): Lookup {
    const entry = this.#state.entries.get(name);
    if (!entry) return { kind: this.#state.others };
    if (entry.unpassed) return { kind: this.#state.others === 'unset' ? 'unpassed' : 'unknown' };
    const { value } = entry.variable;
    return value !== null && this.#state.budget.spend(value.length) ? { kind: 'set', value } : { kind: 'unknown' };
  }

  withVariable(variable: Variable, unpassed = false): Point {
    const { entries, count } = this.#state;
    const entry = { variable, unpassed, order: count };
    return new Point({ ...this.#state, entries: entries.with(variable.name, entry), count: count + 1 });
  }

  /** The value that the build passes for an ARG of this name. */
  passed(name: string): string | undefined {
    return this.#state.args?.values.get(name);
  }

  /**
   * ARG without a value in a stage: takes the one that the build passes, or the one from before FROM, and leaves alone what is there already.
   * Where it is known what the build passes, an ARG that gets no value is no variable.
   */
  withDeclared(name: string, global: Point): Point {
    const value = this.passed(name);
    if (value !== undefined) return this.withVariable({ name, value, from: 'arg' });
    const outer = global.#state.entries.get(name);
    const passed = outer && !outer.unpassed ? outer.variable : undefined;
    if (passed) {
      const from = passed.from === 'predefined' ? 'predefined' : 'global-arg';
      return this.withVariable({ name, value: passed.value, from });
    }
    if (this.get(name) || this.#state.args?.isAll) return this;
    return this.withVariable({ name, value: null, from: outer ? 'global-arg' : 'arg' }, true);
  }

  withWorkdir(workdir: string | null): Point {
    return new Point({ ...this.#state, workdir });
  }

  withUser(user: Word): Point {
    return new Point({ ...this.#state, user });
  }

  withShell(shell: readonly string[]): Point {
    return new Point({ ...this.#state, shell });
  }
}

function start(budget: Budget, args: PassedArgs, others: State['others'], workdir: string | null): Point {
  return new Point({ budget, args, entries: new PersistentMap(), count: 0, others, workdir, user: null, shell: null });
}
