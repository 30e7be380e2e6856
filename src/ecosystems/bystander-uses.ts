import type { Build } from '../build.ts';
import { groupOf } from '../cache/path-group.ts';
import { goMatcher, hasWildcard } from '../context/go-match.ts';
import type { BuildContext } from '../context/model.ts';
import type { Instruction, Run } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { isStandardName } from '../repository/names.ts';
import { basename, dirname, isWithin, join } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import type { Bystander } from './bystanders.ts';
import { isSource } from './code.ts';
import { commandsOf } from './commands.ts';
import { contextPath } from './placement.ts';

/** A repository with more is not searched. */
const mostDockerfiles = 100;

/** Other Dockerfiles that may be built under the same ignore file. Null: too many to look at, or not all could be read. */
export function sharers({ tree, dockerfile, context }: Build): readonly ReadText[] | null {
  const ignoreFile = context?.ignoreFile ?? null;
  if (ignoreFile !== null && basename(ignoreFile) !== '.dockerignore') return [];
  const others = dockerfilesOf(tree).filter(
    (path) => path !== dockerfile.path && tree.get(`${path}.dockerignore`) === undefined,
  );
  if (others.length > mostDockerfiles) return null;
  const texts = others.flatMap((path): readonly ReadText[] => {
    const content = tree.read(path);
    return content.kind === 'text' ? [{ path, text: content.text }] : [];
  });
  return texts.length === others.length ? texts : null;
}

const known = new WeakMap<readonly string[], readonly string[]>();

/** Asked once for each list of paths: every Dockerfile of a repository asks for the others. */
function dockerfilesOf({ paths }: Tree): readonly string[] {
  const found = known.get(paths) ?? paths.filter(isStandardName);
  known.set(paths, found);
  return found;
}

/** Is there a sign that some step, script or program has a use for it? What can't be read is a sign. */
export function usesOf(
  build: Build,
  context: BuildContext,
  candidates: readonly Bystander[],
  others: readonly ReadText[],
): (one: Bystander) => boolean {
  const matters = [...signs, ...candidates.map(mentionOf)];
  const files = [
    build.dockerfile,
    // Most say nothing of all this, and need not be parsed.
    ...others.flatMap(({ path, text }) => (matters.some((test) => test(text)) ? [parseDockerfile(path, text)] : [])),
  ];
  const instructions = files.flatMap((file) => file.instructions.map(bare));
  const kinds = new Set(kindsUsed(build, instructions));
  const exceptions = exceptionsOf(build, context);
  const links = linksOf(build, context);
  const texts = textsOf(context, dirname(build.dockerfile.path), instructions);
  // Only asked for where nothing else has shown a use.
  let program: readonly ReadText[] | null | undefined;
  return (one) => {
    if (kinds.has(one.kind) || texts === null || exceptions === null) return true;
    const isNamed = mentionOf(one);
    if (
      instructions.some((instruction) => takes(instruction, one, isNamed)) ||
      exceptions.some((pattern) => names(pattern, one.path)) ||
      links.some((path) => isWithin(path, one.path)) ||
      texts.some(({ path, text }) => !isWithin(path, one.path) && isSetBy(text, one, isNamed))
    )
      return true;
    if (program === undefined) program = programOf(context, candidates);
    return (
      program === null ||
      program.some(({ path, text }) => !isWithin(path, one.path) && isBuiltFrom(path, text, one, isNamed))
    );
  };
}

function bare(instruction: Instruction): Exclude<Instruction, { keyword: 'ONBUILD' }> {
  return instruction.keyword === 'ONBUILD' ? bare(instruction.trigger) : instruction;
}

const container =
  /\b(?:docker-ce|docker-cli|docker-compose|docker-buildx|docker\.io(?![\w/.])|(?:get|download)\.docker\.com|podman|buildah|kaniko|skaffold|buildctl|buildkitd?|nerdctl|testcontainers|hadolint|dockle|trivy|grype|checkov|semgrep|devcontainer)\b/i;
const containerCommand =
  /(?:^|[\s"';&|(])docker(?:-compose)? ?["']?,? ?["']?(?:compose|build|buildx|run|up|pull|push|stack|bake)\b/;
const containerImage =
  /(?:^|[/\s])(?:docker|dind|kaniko|buildkit|podman|buildah|skaffold|executor|devcontainers?|hadolint)(?:[/:@\s]|$)/i;
const ciImage =
  /(?:^|[/\s])(?:jenkins|gitlab-runner|actions-runner|act_runner|act|woodpecker\S*|drone\S*|renovate|super-linter|megalinter\S*|buildkite\S*|agent)(?:[/:@\s]|$)/i;
const ciTool =
  /\b(?:actionlint|zizmor|yamllint|pre-commit|prek|renovate|reuse lint|super-linter|codecov|prettier (?:\S+ ){0,8}(?:--check|-c|-l)\b)\b/i;
const tests =
  /\b(?:pytest|tox|nox|rspec|phpunit|jest|vitest|ctest|(?:npm|pnpm|yarn|bun|go|cargo|dotnet|make|mix|deno|swift|zig|sbt|mvn|mvnw|gradle|gradlew|flutter|dart)(?: run)? (?:test|verify|check))\b/;

const editorTool = /\b(?:code-server|openvscode|devcontainers?)\b/i;
const patternCopied = /^[ \t]*(?:onbuild[ \t]+)?(?:copy|add)\b.*[*?[]/im;
/** What of another Dockerfile can matter, beside the names themselves. */
const signs = [container, containerCommand, containerImage, ciImage, ciTool, tests, editorTool, patternCopied].map(
  (pattern) => (text: string) => pattern.test(text),
);

/** Kinds that a tool in the image, or a test, may look through. */
function kindsUsed(build: Build, instructions: readonly Instruction[]): readonly Bystander['kind'][] {
  const says = (pattern: RegExp, keywords: readonly string[]): boolean =>
    instructions.some(({ keyword, normalized }) => keywords.includes(keyword) && pattern.test(normalized));
  const runs = ['RUN', 'CMD', 'ENTRYPOINT'];
  const isDevelopment = build.targets.some(({ development }) => development !== null);
  const reachesDaemon = build.declared.some(({ origin: { at } }) => {
    const content = at && build.tree.read(at.path);
    return content?.kind === 'text' && content.text.includes('docker.sock');
  });
  const usesContainers =
    reachesDaemon ||
    isDevelopment ||
    says(container, runs) ||
    says(containerCommand, runs) ||
    says(containerImage, ['FROM']) ||
    says(/--from=\S*\b(?:docker|buildkit|kaniko|compose-bin)\b/i, ['COPY']) ||
    says(tests, runs);
  return [
    ...(usesContainers ? (['docker'] as const) : []),
    ...(isDevelopment || says(editorTool, ['FROM', ...runs]) ? (['editor'] as const) : []),
    ...(says(ciTool, runs) || says(ciImage, ['FROM']) ? (['ci'] as const) : []),
  ];
}

/** A name of its own in a text: `.github/x`, but not `api.github.com`. */
function mentionOf({ path }: Bystander): (text: string) => boolean {
  const name = basename(path).replace(/[.+]/g, String.raw`\$&`);
  const pattern = new RegExp(String.raw`(?<![\w.-])${name}(?![\w-]|\.\w)`, 'i');
  return (text) => pattern.test(text);
}

function takes(
  instruction: Exclude<Instruction, { keyword: 'ONBUILD' }>,
  { path }: Bystander,
  isNamed: (text: string) => boolean,
): boolean {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      return (
        instruction.from === null &&
        instruction.sources.some(({ value, raw }) => names(contextPath(value ?? raw), path))
      );
    case 'RUN':
      return isHandled(instruction, (word) => isNamed(word) || (hasWildcard(word) && names(word, path)));
    case 'ARG':
    case 'ENV':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return isNamed(instruction.normalized);
    default:
      return false;
  }
}

/** `RUN rm -rf .github` is no use of it. */
function isHandled(run: Run, means: (word: string) => boolean): boolean {
  if (!run.normalized.split(/[\s"'=:;,]+/).some(means)) return false;
  const { commands, unreadable } = commandsOf(run, null);
  if (unreadable || run.mounts.length > 0 || run.heredocs.length > 0) return true;
  const concerned = commands.filter(({ words, redirects }) =>
    [...words, ...redirects.flatMap(({ target }) => target ?? [])].some(({ raw }) => means(raw)),
  );
  return concerned.length === 0 || concerned.some(({ words: [program] }) => (program?.value ?? program?.raw) !== 'rm');
}

/** Does this source or pattern mean the file itself, or something of the folder? One that takes all there is does not. */
function names(pattern: string, path: string): boolean {
  if (isWithin(pattern, path) && pattern !== '') return true;
  const last = basename(path);
  const written = pattern.split('/');
  // The other file may have a context of its own.
  if (written.includes(last)) return true;
  const own = written.at(-1) ?? '';
  if (!hasWildcard(own) || /^[*?]*$/.test(own)) return false;
  return goMatcher(own)?.(last) ?? false;
}

/** Lines of the ignore file that bring something back. Null: it can't be read. */
function exceptionsOf({ tree }: Build, { ignoreFile }: BuildContext): readonly string[] | null {
  const content = ignoreFile === null ? null : tree.read(ignoreFile);
  if (content === null || content.kind === 'absent') return [];
  if (content.kind !== 'text') return null;
  return content.text.split('\n').flatMap((line) => {
    const written = line.trim();
    return written.startsWith('!') ? [contextPath(written.slice(1).trim())] : [];
  });
}

const mostLinks = 200;

/** What links of the context lead to. */
function linksOf({ tree }: Build, context: BuildContext): readonly string[] {
  return context.entries
    .filter(({ mode }) => mode === 'symlink')
    .slice(0, mostLinks)
    .flatMap(({ path }) => {
      const content = tree.readEntry(context.toRepository(path));
      const target = content.kind === 'text' ? join(dirname(path), content.text) : null;
      return target === null || target === '' ? [] : [target];
    });
}

/** Files in which a project says what its build does. */
const settings =
  /^(?:package\.json|(?:gnu)?makefile|.*\.mk|.*\.config\.[cm]?[jt]s|build\.rs|setup\.py|setup\.cfg|pyproject\.toml|manifest\.in|cmakelists\.txt|cargo\.toml|(?:gulp|grunt)file\.[cm]?[jt]s|rakefile|composer\.json|taskfile\.ya?ml|justfile|build\.gradle(?:\.kts)?|mkdocs\.ya?ml|conf\.py|_config\.ya?ml|\.eleventy\.js|nx\.json|turbo\.json|angular\.json|mix\.exs|build\.sbt|flake\.nix|build\.xml|meson\.build|magefile\.go)$/i;
const makefile = /makefile$|\.mk$/i;
const script = /(?<![\w.-])[\w.-]+\.(?:sh|bash|py|[cm]?[jt]s|rb|pl|php)\b/g;

const deepest = 3;
const mostSettings = 60;
const mostScripts = 30;

export interface ReadText {
  readonly path: string;
  readonly text: string;
}

/** The settings of the build, the scripts that they or the Dockerfiles call, and Go code beside the files. Null: not loaded yet. */
function textsOf(
  context: BuildContext,
  beside: string,
  instructions: readonly Instruction[],
): readonly ReadText[] | null {
  const commands = instructions.filter(({ keyword }) => /^(?:RUN|CMD|ENTRYPOINT)$/.test(keyword));
  const usesMake = commands.some(({ normalized }) => /make\b/.test(normalized));
  // `//go:embed` reaches files of its own directory and below.
  const isEmbedder = (path: string): boolean =>
    path.endsWith('.go') && (dirname(path) === '' || context.toRepository(dirname(path)) === beside);
  const chosen = context.entries
    .map(({ path }) => path)
    .filter((path) => (settings.test(basename(path)) && depth(path) <= deepest) || isEmbedder(path))
    .filter((path) => usesMake || !makefile.test(path))
    .toSorted((a, b) => depth(a) - depth(b))
    .slice(0, mostSettings);
  const first = readAll(context, chosen);
  const called = new Set(
    [...commands.map(({ normalized }) => normalized), ...(first ?? []).map(({ text }) => text)].flatMap(
      (text) => text.match(script) ?? [],
    ),
  );
  const scripts = context.entries
    .map(({ path }) => path)
    .filter((path) => called.has(basename(path)) && !chosen.includes(path))
    .slice(0, mostScripts);
  const second = readAll(context, scripts);
  return first && second && [...first, ...second];
}

/** What compilers, bundlers and makers of sites are told by, beside `settings`. */
const moreSettings =
  /^(?:tsconfig.*\.json|(?:webpack|rollup|esbuild|vite)\..*|book\.toml|hugo\.(?:toml|ya?ml|json)|_quarto\.ya?ml|docfx\.json|typedoc\.json|antora.*\.ya?ml|project\.json|pom\.xml|.*\.gemspec|.*\.(?:cs|fs|vb)proj|directory\.build\.(?:props|targets)|build(?:\.bazel)?)$/i;
const prose = /\.(?:mdx?|markdown|rst|adoc|asciidoc)$/i;

/** Through GitHub's API it is one more request. */
const mostOfProgram = 100;
const largest = 64 * 1024;

/** Code and pages, those that lie highest first: all of a small project. Null: not loaded yet. */
function programOf(context: BuildContext, candidates: readonly Bystander[]): readonly ReadText[] | null {
  const chosen = context.entries
    .filter(
      ({ path, mode, size }) => mode !== 'symlink' && mode !== 'submodule' && (size ?? 0) <= largest && isPart(path),
    )
    .filter(({ path }) => !candidates.some((one) => isWithin(path, one.path)))
    .map(({ path }) => ({ path, rank: moreSettings.test(basename(path)) ? 0 : depth(path) }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, mostOfProgram)
    .map(({ path }) => path);
  return readAll(context, chosen);
}

function isPart(path: string): boolean {
  return isSource(path) || prose.test(path) || moreSettings.test(basename(path));
}

/** In a page only what puts the other file into it; most pages tell people where a file is. */
const transclusion =
  /--8<--|<<<|\{[!%{#]|::|@include|\binclude\b["']?[}):=(]|:include|^\s*(?:import|export)\b|^[^\s()[\]]+$/i;
const containerProgram = /\b(?:docker|podman|buildah|nerdctl)\b|DockerCompose/;
const address = /\b[a-z]+:\/\/\S+/gi;

function isBuiltFrom(path: string, text: string, { kind }: Bystander, isNamed: (text: string) => boolean): boolean {
  const isUse = (line: string): boolean =>
    isNamed(line.replace(address, '')) &&
    (!prose.test(path) || transclusion.test(line.trim())) &&
    (kind !== 'docker' || !containerProgram.test(withoutNames(line)));
  return isNamed(text) && isReadIn(text, isUse);
}

function depth(path: string): number {
  return path.split('/').length;
}

function readAll(context: BuildContext, paths: readonly string[]): readonly ReadText[] | null {
  const contents = paths.map((path) => ({ path, content: context.read(path) }));
  if (contents.some(({ content }) => content.kind === 'pending')) return null;
  return contents.flatMap(({ path, content }) => (content.kind === 'text' ? [{ path, text: content.text }] : []));
}

const builds = /docker|podman|buildah|nerdctl|compose|skaffold|kaniko/i;
const leavesOut = /exclud|ignor|prune|omit|skip|\brm\b|clean/i;

/** Lines that build images are no use of what they are built from. */
function isSetBy(text: string, { kind }: Bystander, isNamed: (text: string) => boolean): boolean {
  const isUse = (line: string): boolean => isNamed(line) && (kind !== 'docker' || !builds.test(withoutNames(line)));
  return isNamed(text) && isReadIn(text, isUse);
}

/** Has it a line that uses the file? Comments don't, nor do those that leave it out. */
function isReadIn(text: string, isUse: (line: string) => boolean): boolean {
  let list = '';
  for (const line of text.split('\n')) {
    if (/[[(]\s*$/.test(line)) list = line;
    else if (/^\s*[\])]/.test(line)) list = '';
    if (leavesOut.test(line) || leavesOut.test(list) || /^\s*(?:#|\/\/(?!go:)|\*)/.test(line)) continue;
    if (isUse(line)) return true;
  }
  return false;
}

/** `docker build -f Dockerfile.dev` says `docker` twice. */
function withoutNames(line: string): string {
  return line
    .split(/[^\w./-]+/)
    .map((word) => basename(word))
    .filter((name) => groupOf(name, () => false) !== 'docker' || name === name.toUpperCase())
    .join(' ');
}
