/** What a directory of an image is for, as far as its name says. */
export type Place =
  /** May be gone at any time: `/tmp`, `/run`, caches, what an install made. */
  | 'temporary'
  | 'logs'
  /** Layers of a container engine inside the container; overlay on overlay fails. */
  | 'container-engine'
  /** Settings and certificates that the deployment brings. */
  | 'settings'
  /** Where somebody mounts files to work on: sources, input, output. */
  | 'workspace'
  /** Of the kernel or the host. */
  | 'system';

/** Filesystem Hierarchy Standard 3.0 (`/tmp`, `/run`, `/var/cache`, `/var/log`, `/etc`), and the managers' own cache directories. */
const places: readonly (readonly [RegExp, Place])[] = [
  [/^\/(?:dev|proc|sys|boot|lib\/modules|usr\/lib\/modules)(?:\/|$)/, 'system'],
  [/^(?:\/var)?\/run(?:\/|$)|\/(?:run|sockets?)$|\.(?:sock|pid)$/, 'temporary'],
  [
    /\/(?:tmp|temp|\.?cache|caches|\.npm|\.m2|\.gradle|\.cargo|\.yarn|\.pnpm-store|node_modules|__pycache__)(?:\/|$)/i,
    'temporary',
  ],
  [/\/(?:[\w.-]+[-_.])?logs?(?:\/|$)/i, 'logs'],
  [
    /\/var\/lib\/(?:docker|containerd|containers|buildkit|buildkitd|rancher|kubelet|cni)(?:\/|$)|\/\.local\/share\/(?:docker|containers|buildkit)(?:\/|$)/,
    'container-engine',
  ],
  [
    /^\/etc(?:\/|$)|\/(?:ssl|tls|certs?|certificates|secrets?|conf|conf\.d|overrides?|\.ssh|\.aws|\.kube)(?:\/|$)/,
    'settings',
  ],
  [
    /^\/(?:src|code|work|workdir|workspaces?|projects?|repo|sources?|build|inputs?|outputs?|in|out|target)$|^\/(?:mnt|host\w*|github)(?:\/|$)/,
    'workspace',
  ],
];

/** `path`: absolute and clean. Null: nothing that the name says; it may well hold data. */
export function placeOf(path: string): Place | null {
  return places.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
