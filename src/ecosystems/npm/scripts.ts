import type { Manifest } from './manifest.ts';

/** docs.npmjs.com/cli/using-npm/scripts: what `npm ci` and `npm install` run of the root package and of members. */
const onInstall = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

/** Commands that read nothing of the project. */
const harmless =
  /^(?:true|:|exit 0|echo(?: (?:'[^']*'|"[^"`$\\]*"|[^|&;<>`$'"])*)?|(?:npx (?:-y |--yes )?)?only-allow npm)$/;

/** The scripts that run on install and may read files. */
export function runScripts(manifest: Manifest): readonly { readonly script: string; readonly command: string }[] {
  return onInstall.flatMap((script) => {
    const command = manifest.scripts.get(script)?.trim();
    return command === undefined || command === '' || harmless.test(command) ? [] : [{ script, command }];
  });
}

/** Compilers, bundlers, task runners, and a step into a directory: they work on the code. */
const builder =
  /(?:^|[\s/&|;(])(?:tsc|tsup|swc|babel|esbuild|rollup|webpack|vite|parcel|gulp|grunt|ng|next|nuxt|make|node-gyp|cd)(?=$|[\s;&|)])/;

/** Does the script build from the code of the project? One that runs another one is followed once. */
export function buildsFromCode({ scripts }: Manifest, command: string): boolean {
  if (builder.test(command)) return true;
  const other = /\b(?:npm|yarn|pnpm) (?:run |run-script )?(?:-\S+ )*([\w:.-]+)/.exec(command)?.[1];
  return other !== undefined && builder.test(scripts.get(other) ?? '');
}

/** Words of a script that look like files of the project: `node scripts/postinstall.js`, `./tools/prepare.sh`, `husky.config.js`. */
export function localFilesIn(command: string): readonly string[] {
  return command
    .split(/[\s;&|()'"`]+/)
    .filter((word) => /^(?:\.\/)?[\w.@-]+(?:\/[\w.@-]+)*\.(?:[cm]?[jt]s|sh|py|json)$/.test(word));
}
