/**
 * Every id of the catalogue (docs/architecture.md). Configurations and ignores may name those whose rule this version does not have yet: they
 * find nothing, and a file that fits a later version is no error in this one.
 */
const names = {
  cache:
    'copy-before-install setup-after-copy volatile-value-early git-directory-in-context unused-files-in-copy order-by-change-rate package-index-alone stale-download lockfile-not-copied manifests-out-of-date lockfile-missing cache-mount dependency-layer-split',
  process:
    'supervisor multiple-processes keep-alive shell-form entrypoint-without-exec package-manager-as-process install-at-start admin-task-at-start cron-in-image remote-shell development-server',
  filesystem: 'deleted-later copied-twice-by-chown writable-code edited-at-start',
  state:
    'service-in-image volume embedded-database local-uploads local-session-or-cache environment-file environment-baked-in localhost-service restart-loop runtime-file-on-volume',
  logs: 'redirected-to-file log-file-option log-volume tail-log shipper-in-image server-logs-to-file stderr-discarded buffered-output unstructured',
};

export const catalogue: ReadonlySet<string> = new Set(
  Object.entries(names).flatMap(([section, list]) => list.split(' ').map((name) => `${section}/${name}`)),
);
