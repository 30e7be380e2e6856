/** Bundles `dist/`: the action, the command line and the demo (which plays the action), all for Node 20, and the licences of what is inside. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = process.argv[2] ?? join(root, 'dist');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  outdir,
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** CommonJS packages inside an ES module ask for `require` (undici, dockerfile-ast). */
const requireBanner = {
  js: "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);",
};

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
const results = await Promise.all([
  build({
    ...common,
    entryPoints: { action: 'src/action.ts' },
    target: 'node20',
    banner: requireBanner,
    minify: true,
    splitting: true,
    chunkNames: 'action-[hash]',
  }),
  build({ ...common, entryPoints: { cli: 'src/cli.ts' }, target: 'node20', banner: requireBanner }),
  build({
    ...common,
    entryPoints: { demo: 'scripts/demo.ts' },
    target: 'node20',
    banner: requireBanner,
    minify: true,
    mainFields: ['module', 'main'],
  }),
]);

/** Every package inside a bundle, with the licence text that it ships. */
const packages = new Set<string>();
for (const { metafile } of results) {
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1]) packages.add(match[1]);
  }
}
let licences = 'The bundles in this folder contain these packages.\n';
for (const name of [...packages].toSorted()) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : `(${license ?? 'no licence named'}; it ships no text)`;
  licences += `\n${'-'.repeat(72)}\n${name} ${version}\n\n${text.replaceAll('\r\n', '\n')}\n`;
}
writeFileSync(join(outdir, 'licenses.txt'), licences);
mkdirSync(dirname(join(outdir, 'package.json')), { recursive: true });
// The command line is started from anywhere: the folder itself says that its files are ES modules.
writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }\n');
