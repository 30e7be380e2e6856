import type { Mount, Run } from '../dockerfile/model.ts';
import { basename } from '../repository/paths.ts';
import type { Input, Origin } from './node.ts';
import { isSame } from './node.ts';
import { clean, joined, type Selector } from './selector.ts';

export interface MountedInputs {
  /** What the definition of RUN has of them: where they are and how, and from which input, but not from which path of it. */
  readonly text: string;
  readonly inputs: readonly Input[];
}

interface Surroundings {
  /** The working directory, which relative targets are below. */
  readonly directory: string;
  readonly cacheNamespace: string;
  /** What RUN is built on. */
  readonly root: Origin;
  /** The stage or image that `from=` names. */
  readonly named: (name: string) => Origin;
}

/** `RUN --mount` (cache-semantics 2.5; `dockerfile2llb/convert_runmount.go`, `ops/exec.go:CacheMap`). */
export function mountsOf(run: Run, at: Surroundings): MountedInputs {
  const inputs: OpenInput[] = [];
  const placed = run.mounts
    .filter(({ type }) => type !== 'secret' && type !== 'ssh')
    .map((mount) => ({ mount, target: targetOf(mount, at.directory) }))
    .sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0))
    .map(({ mount, target }) => [mount.type, target, ...placedParts(mount, target, at, inputs)]);
  const secrets = run.mounts.filter(({ type }) => type === 'secret').map(secretParts);
  const agents = run.mounts.filter(({ type }) => type === 'ssh').map(agentParts);
  const taken = inputs.map((input): Input =>
    'selectors' in input ? { ...input, selectors: joined(input.selectors) } : input,
  );
  return { text: JSON.stringify([placed, secrets, agents]), inputs: taken };
}

/** An input while mounts still add to what is taken from it. */
type OpenInput =
  | { readonly kind: 'context'; readonly selectors: Selector[] }
  | { readonly kind: 'stage'; readonly origin: Origin; readonly selectors: Selector[] }
  | Extract<Input, { readonly kind: 'word' }>;

function targetOf({ target, options }: Mount, directory: string): string {
  return target ?? `${directory}\0${writtenTarget(options) ?? ''}`;
}

function writtenTarget(options: ReadonlyMap<string, string>): string | undefined {
  const name = [...options.keys()].findLast((key) => key === 'target' || key === 'dst' || key === 'destination');
  return name === undefined ? undefined : options.get(name);
}

function placedParts(mount: Mount, target: string, at: Surroundings, inputs: OpenInput[]): readonly unknown[] {
  const { type, options, readOnly } = mount;
  if (type === 'tmpfs') return [options.get('size') ?? ''];
  if (type !== 'cache') return [readOnly, inputOf(mount, at, inputs)];
  const sharing = (options.get('sharing') ?? 'shared').toLowerCase();
  // An id of one's own, or another sharing, is cut from the key, and both with it.
  const isDefault = (options.get('id') || target) === target && sharing === 'shared';
  const owner = ['uid', 'gid', 'mode'].map((name) => options.get(name) ?? null);
  const from = mount.from ? inputOf(mount, at, inputs) : null;
  return [readOnly, isDefault ? at.cacheNamespace : null, owner, from];
}

/** The index of the input that it takes from. */
function inputOf({ from, source }: Mount, { root, named }: Surroundings, inputs: OpenInput[]): number | 'root' {
  if (source?.value === null || from?.value === null) {
    const word = `${from?.raw ?? ''} ${source?.raw ?? ''}`;
    return inputs.push({ kind: 'word', word, from: from?.value ? named(from.value) : 'context' }) - 1;
  }
  const selector: Selector = { path: clean(source?.value ?? ''), wildcard: false, include: [], exclude: [] };
  const origin = from?.value ? named(from.value) : null;
  const known = inputs.findIndex((input) =>
    origin ? input.kind === 'stage' && isSame(input.origin, origin) : input.kind === 'context',
  );
  const before = inputs[known];
  const index = before ? known : inputs.length;
  // Root and mount of the same stage are one input, which then has a key by content: that of the whole stage.
  const isRoot = origin !== null && isSame(origin, root);
  const own = isRoot ? { ...selector, path: '' } : selector;
  if (before && 'selectors' in before) before.selectors.push(own);
  else inputs.push(origin ? { kind: 'stage', origin, selectors: [own] } : { kind: 'context', selectors: [own] });
  return isRoot ? 'root' : index;
}

/** With the defaults of `convert_secrets.go`. */
function secretParts({ options }: Mount): readonly unknown[] {
  const target = writtenTarget(options) || null;
  const env = options.get('env') ?? null;
  const id = options.get('source') || options.get('src') || options.get('id') || basename(target ?? '');
  const place = target ?? (env === null ? `/run/secrets/${basename(id)}` : null);
  return [id, place, env, isOn(options.get('required')), ...ownerParts(options, '0400')];
}

/** With the defaults of `convert_ssh.go`. */
function agentParts({ options }: Mount): readonly unknown[] {
  const id = options.get('source') || options.get('src') || options.get('id') || 'default';
  return [id, writtenTarget(options) ?? '', isOn(options.get('required')), ...ownerParts(options, '0600')];
}

function ownerParts(options: ReadonlyMap<string, string>, mode: string): readonly string[] {
  return [
    options.get('uid') ?? '0',
    options.get('gid') ?? '0',
    (options.get('mode') ?? mode).replace(/^0+(?=[0-7])/, ''),
  ];
}

/** `required`, `required=1`. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(?:|1|t|true)$/i.test(value);
}
