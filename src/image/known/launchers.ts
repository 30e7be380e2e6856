/**
 * Programs that start another one, which is then what counts: options, then perhaps operands, then the program. What `shell/program.ts` knows
 * (`sudo`, `env`, `exec`, `gosu`, `tini`, …) is not here. From each tool's manual.
 */
interface Launcher {
  /** Words that have to stand first: `run` of `poetry run`. */
  readonly verbs?: readonly string[];
  /** Options that take the next word. All other words that begin with a dash take none. */
  readonly values?: readonly string[];
  readonly operands?: number;
}

const launchers: Readonly<Record<string, Launcher>> = {
  catatonit: { values: [] },
  'docker-init': {},
  'docker-php-entrypoint': {},
  my_init: {},
  pid1: {},
  setpriv: {
    values: [
      '--reuid',
      '--regid',
      '--groups',
      '--bounding-set',
      '--inh-caps',
      '--ambient-caps',
      '--securebits',
      '--pdeathsig',
    ],
  },
  setuser: { operands: 1 },
  chpst: { values: ['-u', '-U', '-e', '-n', '-l', '-L', '-m', '-d', '-o', '-p', '-f', '-c', '-/', '-b'] },
  's6-setuidgid': { operands: 1 },
  's6-applyuidgid': { values: ['-u', '-g', '-G'] },
  'with-contenv': {},
  capsh: {},
  'xvfb-run': {
    values: [
      '-n',
      '--server-num',
      '-s',
      '--server-args',
      '-e',
      '--error-file',
      '-f',
      '--auth-file',
      '-p',
      '--xauth-protocol',
      '-w',
      '--wait',
    ],
  },
  'dbus-run-session': { values: ['--config-file', '--dbus-daemon'] },
  'dbus-launch': {},
  numactl: { values: ['-i', '-N', '-C', '-m', '-l'] },
  catchsegv: {},
  unbuffer: {},
  'ddtrace-run': {},
  'opentelemetry-instrument': {
    values: [
      '--traces_exporter',
      '--metrics_exporter',
      '--logs_exporter',
      '--service_name',
      '--exporter_otlp_endpoint',
      '--id_generator',
    ],
  },
  'newrelic-admin': { verbs: ['run-program'] },
  'newrelic-admin-run': {},
  scl: { verbs: ['enable'], operands: 1 },
  doppler: { verbs: ['run'], values: ['-p', '--project', '-c', '--config', '-t', '--token'] },
  infisical: { verbs: ['run'], values: ['--env', '--path', '--projectId', '--token'] },
  chamber: { verbs: ['exec'], operands: 1 },
  dotenv: { values: ['-e', '-f', '-v', '-c'] },
  'dotenv-cli': { values: ['-e'] },
  'cross-env': {},
  poetry: { verbs: ['run'], values: ['-C', '--directory', '-P', '--project'] },
  pipenv: { verbs: ['run'] },
  pdm: { verbs: ['run'], values: ['-p', '--project'] },
  rye: { verbs: ['run'] },
  hatch: { verbs: ['run'], values: ['-e', '--env'] },
  uv: {
    verbs: ['run'],
    values: [
      '--project',
      '--directory',
      '--python',
      '-p',
      '--with',
      '--extra',
      '--group',
      '--package',
      '--env-file',
      '--with-requirements',
      '--index',
      '--no-group',
    ],
  },
  bundle: { verbs: ['exec'] },
  conda: { verbs: ['run'], values: ['-n', '--name', '-p', '--prefix', '--cwd'] },
  mamba: { verbs: ['run'], values: ['-n', '--name', '-p', '--prefix'] },
  micromamba: { verbs: ['run'], values: ['-n', '--name', '-p', '--prefix'] },
};

/** The words behind one launcher; null: `name` is none, or starts nothing here. `null` in `words` is one that only the run knows. */
export function behindLauncher(name: string, words: readonly (string | null)[]): number | null {
  const launcher = Object.hasOwn(launchers, name) ? launchers[name] : undefined;
  if (!launcher) return null;
  let at = 1;
  const skipOptions = (): void => {
    for (; at < words.length; at += 1) {
      const word = words[at] ?? '';
      if (!word.startsWith('-')) return;
      if (word === '--') {
        at += 1;
        return;
      }
      if (launcher.values?.includes(word)) at += 1;
    }
  };
  skipOptions();
  for (const verb of launcher.verbs ?? []) {
    if (words[at] !== verb) return null;
    at += 1;
    skipOptions();
  }
  at += launcher.operands ?? 0;
  if (words[at] === '--') at += 1;
  if (name === 'cross-env' || name === 'dotenv') while (/^\w+=/.test(words[at] ?? '')) at += 1;
  return at < words.length ? at : null;
}
