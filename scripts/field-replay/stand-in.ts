import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dockerfile } from '../../src/dockerfile/model.ts';

/**
 * `/bin/sh` of a stand-in: takes any command and succeeds. It leaves a digest of the command and of all files below its working directory there and
 * in each place that a later step copies from, so that what it makes is decided by what it is made from. A name with an extension is a file.
 */
const shell = `#!/stand-in/busybox sh
bb=/stand-in/busybox
made="stand-in $({ echo "$*"; $bb find "$PWD" -xdev -path /etc -prune -o -type f ! -name 'made-here*' -print0 |
  $bb sort -z | $bb xargs -0 -r $bb sha256sum; } 2>/dev/null | $bb sha256sum)"
put() {
  first=
  [ ! -f "$1" ] || read -r first <"$1"
  case $first in '' | 'stand-in '*) $bb mkdir -p "\${1%/*}" && echo "$made" >"$1" ;; esac
} 2>/dev/null
put "\${PWD%/}/made-here"
while read -r path; do
  case \${path##*/} in ?*.*) [ -d "$path" ] || put "$path" ;; *) [ -f "$path" ] || put "$path/made-here" ;; esac
done </stand-in/outputs
exit 0
`;

/** What stands in for the images of a Dockerfile. */
export interface Needs {
  /** Images that it is built from or copies from, as they are named. */
  readonly images: ReadonlySet<string>;
  /** What it copies from its own stages. */
  readonly outputs: ReadonlySet<string>;
  /** What it copies from images, and from stages in which nothing runs. */
  readonly files: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
}

export function needsOf({ instructions }: Dockerfile): Needs {
  // True: something runs in it, so that it can make what is copied from it.
  const stages = new Map<string, boolean>();
  const [images, outputs, files, users] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  let index = -1;
  let current: readonly string[] = [];
  const addFrom = (from: string, sources: readonly string[]): void => {
    const runs = stages.get(from.toLowerCase());
    if (runs === undefined) images.add(from);
    for (const source of sources) (runs ? outputs : files).add(`/${source.replace(/^\/+|\/+$/g, '')}`);
  };
  const addUser = (written: string): void => {
    for (const name of written.split(':')) if (!/^\d*$/.test(name)) users.add(name);
  };
  for (const instruction of instructions) {
    switch (instruction.keyword) {
      case 'FROM': {
        const image = instruction.image.value;
        if (image === null) throw new Error(`${instruction.image.raw}: which image this is can't be known`);
        if (image !== 'scratch' && !stages.has(image.toLowerCase())) images.add(image);
        current = [instruction.name ?? '', String((index += 1))].filter(Boolean);
        for (const name of current) stages.set(name, stages.get(image.toLowerCase()) ?? false);
        break;
      }
      case 'COPY':
      case 'ADD': {
        const from = instruction.from?.value;
        if (from) {
          addFrom(
            from,
            instruction.sources.map(({ value, raw }) => value ?? raw),
          );
        }
        if (instruction.chown) addUser(instruction.chown.value ?? instruction.chown.raw);
        break;
      }
      case 'RUN':
        for (const name of current) stages.set(name, true);
        for (const { from, source } of instruction.mounts) if (from?.value) addFrom(from.value, [source?.value ?? '/']);
        break;
      case 'USER':
        addUser(instruction.user.value ?? instruction.user.raw);
        break;
      default:
    }
  }
  for (const set of [outputs, files]) set.delete('/');
  return { images, outputs, files, users };
}

/** The files of the image, with a Dockerfile for it. `busybox`: a static one. */
export function writeStandIn(folder: string, { outputs, files, users }: Needs, busybox: string): void {
  const root = join(folder, 'root');
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const names = [...users].filter((name) => name !== 'root');
  put(
    'etc/passwd',
    ['root:x:0:0::/:', ...names.map((name, at) => `${name}:x:${5000 + at}:${5000 + at}::/:`), ''].join('\n'),
  );
  put('etc/group', ['root:x:0:', ...names.map((name, at) => `${name}:x:${5000 + at}:`), ''].join('\n'));
  put('stand-in/outputs', [...outputs].map((path) => `${path.replaceAll('*', 'stand-in')}\n`).join(''));
  for (const path of files) put(path.replaceAll('*', 'stand-in'), 'stand-in\n');
  put('bin/sh', shell);
  chmodSync(join(root, 'bin/sh'), 0o755);
  for (const name of ['bash', 'ash']) symlinkSync('sh', join(root, 'bin', name));
  mkdirSync(join(root, 'tmp'));
  copyFileSync(busybox, join(root, 'stand-in/busybox'));
  chmodSync(join(root, 'stand-in/busybox'), 0o755);
  // So that users other than root can leave something in `/` and in `/tmp`.
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM scratch\nCOPY root /\nRUN ["/stand-in/busybox", "chmod", "1777", "/", "/tmp"]\n',
  );
}
