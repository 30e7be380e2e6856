import type { Run } from '../dockerfile/model.ts';
import { basename } from '../repository/paths.ts';
import { commandsOf, type PlacedCommand } from './commands.ts';
import { isOtherInstall } from './other-installs.ts';
import { installsIn } from './installs.ts';

/** What a RUN takes its time for. */
export interface CostlyCommand {
  /** `npm run build`; long ones end with `…`. */
  readonly label: string;
  readonly line: number;
  /**
   * `setup`: installs packages that the command names, or downloads: it could stand anywhere. `install`: from manifests. `work`: everything else, which
   * as a rule has to stand below the code.
   */
  readonly kind: 'setup' | 'install' | 'work';
}

const setup =
  /^(?:apt|apt-get|aptitude|apk|microdnf|dnf|yum|tdnf|zypper|brew|xbps-install|pacman|curl|wget|aria2c|axel|git|svn|rustup|pecl|pear|docker-php-ext-install|install-php-extensions) |^(?:npm|pnpm|yarn|bun) .*(?:-g|--global|\bglobal)\b|^corepack |^gem install |^go install \S+@|^cargo install (?!.*--path)|^dotnet (?:tool|workload) |^(?:pip[\d.]*|python\S* -m pip|uv pip) install (?!.*(?:\/|\s\.|\s-[er]\b))/;
/** Those of managers that have no module of this folder (yet). */
const otherInstall =
  /^(?:yarn|pnpm|bun|bundle|bundler|composer|poetry|pdm|pipenv|uv) (?:i|install|sync|workspaces focus)\b|^(?:yarn|pnpm)$|^dotnet restore\b|^go mod\b/;

/** They download, install, compile or clone. */
const costly: readonly RegExp[] = [
  /^(?:curl|wget|aria2c|axel) /,
  /^git (?:clone|fetch|pull|submodule)\b/,
  /^svn (?:checkout|co|export)\b/,
  /^(?:apt|apt-get|aptitude) .*\b(?:install|build-dep|(?:dist-)?upgrade)\b/,
  /^(?:apk|microdnf|dnf|yum|tdnf|zypper|brew|xbps-install) .*\b(?:add|install|in|upgrade|builddep|groupinstall)\b/,
  /^pacman -S/,
  /^(?:npm|pnpm|yarn|yarnpkg|bun) (?:ci|i|install|add|run|run-script|exec|dlx|x|build|rebuild|test|t|workspace|workspaces|deploy|compile|dist|bundle|generate|-|--)/,
  /^(?:yarn|yarnpkg|corepack (?:yarn|pnpm))$/,
  /^(?:yarn|pnpm) [\w@]/,
  /^(?:npx|bunx|pnpx|turbo|nx|lerna|rush|vite|webpack|rollup|esbuild|parcel|tsc|tsup|swc|ng|next|nuxt|nuxi|astro|gatsby|gulp|grunt|ember|ncc|vue-cli-service|react-scripts)\b/,
  /^(?:pip[\d.]*|pipx|conda|mamba|micromamba) .*\b(?:install|download|wheel|create|update)\b/,
  /^(?:uv|poetry|pdm|pipenv|hatch|rye|flit|maturin) .*\b(?:install|sync|run|build|add|pip)\b/,
  /^python[\d.]* (?:.*\bsetup\.py\b|-m (?:pip|build|compileall|poetry|uv|pdm|pipenv|nuitka|PyInstaller)\b)/i,
  /^(?:gem|bundle|bundler|composer|composer\.phar|pecl|pear|luarocks|cpan|cpanm|opam) .*\b(?:install|update|exec)\b/,
  /^(?:rake|rails) .*\bassets:precompile\b/,
  /^(?:docker-php-ext-install|install-php-extensions|phpize)\b/,
  /^go (?:build|install|mod|get|generate|test|run|vet|tool|work)\b/,
  /^(?:cargo|xargo|cross|trunk|wasm-pack) (?:\+\S+ )?(?:build|install|fetch|test|chef|run|rustc|b|make|component|auditable|zigbuild|leptos)\b/,
  /^(?:rustup|rustc|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|javac|kotlinc|scalac|ghc|gfortran|nasm|zig|nim|nimble|crystal|shards|dub|fpc)\b/,
  /^(?:make|gmake|cmake|ninja|meson|scons|bazel|bazelisk|buck2|ant|msbuild|autoreconf|configure|autogen\.sh|qmake|xmake|just|task|mage|goreleaser)\b/,
  /^(?:mvn|mvnw|gradle|gradlew|sbt|mill|lein|clojure)\b/,
  /^dotnet (?:restore|build|publish|test|pack|tool|workload|msbuild)\b/,
  /^(?:mix|rebar3) (?!phx\.gen|local)/,
  /^(?:swift|dart|flutter|stack|cabal|conan|vcpkg|deno|nix|nix-build|nix-env|nix-shell|Rscript|julia|protoc|buf)\b/,
  /^(?:hugo|jekyll|mkdocs|sphinx-build|zola|mdbook|antora|hexo|eleventy)\b/,
  /^(?:sh|bash|ash|dash|zsh|source|\.)? ?\S*\b(?:build|compile|install|setup|bootstrap|provision)[\w-]*\.(?:sh|bash)\b/,
];

/** The same programs, asked for something cheap. */
const cheap =
  /^\S+ (?:-v|-V|--version|version|--help|help|config|cache|set|init|prune|view|why|store|ls|list|show|env|login|logout|info)\b|^\S+ clean$|^cargo (?:\+\S+ )?chef prepare\b|\bturbo prune\b|^(?:pip[\d.]*|poetry|composer|gem|conda|uv) (?:config|cache|check|freeze|list|show|env|help)\b/;

const order = ['work', 'install', 'setup'] as const;

/** Work first, then an install from manifests, then anything else that downloads, installs, compiles or clones. Null: none known. */
export function costlyCommand(run: Run, workdir: string | null): CostlyCommand | null {
  const installs = installsIn(run, workdir);
  // What runs only under a condition says less.
  const commands = commandsOf(run, workdir).commands.toSorted(
    (a, b) => Number(isConditional(a)) - Number(isConditional(b)),
  );
  const found = commands.flatMap((command): readonly CostlyCommand[] => {
    const install = installs.find((one) => one.command === command);
    const line = lineOf(run, command);
    if (install) return [{ label: install.install.label, line, kind: 'install' }];
    if (!isCostly(command)) return [];
    const words = lineOfWords(command);
    const kind = setup.test(words) ? 'setup' : otherInstall.test(words) ? 'install' : 'work';
    return [{ label: labelOf(command), line, kind }];
  });
  return found.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0] ?? null;
}

function isConditional({ nesting }: PlacedCommand): boolean {
  return nesting.some((one) => one === 'if-branch' || one === 'case-branch' || one === 'or-right');
}

function isCostly(command: PlacedCommand): boolean {
  const line = lineOfWords(command);
  return !cheap.test(line) && (isOtherInstall(command) || costly.some((pattern) => pattern.test(line)));
}

function lineOfWords({ words: [program, ...rest] }: PlacedCommand): string {
  return [basename(program?.value ?? program?.raw ?? ''), ...rest.map(({ value, raw }) => value ?? raw)]
    .join(' ')
    .slice(0, mostText);
}

/** What a command is stands at its beginning. */
const mostText = 500;

const longestLabel = 40;

function labelOf({ words }: PlacedCommand): string {
  const text = words.map(({ raw }) => raw.replace(/\s+/g, ' ')).join(' ');
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}

function lineOf(run: Run, { shell }: PlacedCommand): number {
  if (run.command.form === 'exec' || shell === null || run.heredocScript) return run.range.startLine;
  return run.command.lineOf(shell.start);
}
