import { basename } from '../repository/paths.ts';

/** What a file is for, as far as its path says: to tell which kinds of change a step is made again for. */
export const pathGroups = ['sources', 'manifests', 'docs', 'tests', 'ci', 'docker', 'git'] as const;
export type PathGroup = (typeof pathGroups)[number];

const script = String.raw`[cm]?[jt]sx?`;
const code = new RegExp(
  String.raw`\.(?:${script}|mdx|vue|svelte|astro|py|rb|go|java|kts?|scala|groovy|clj[cs]?|cs|fs|vb|php|rs|swift|m|mm|c|cc|cpp|cxx|h|hh|hpp|exs?|erl|hs|ml|dart|lua|pl|pm|r|jl|zig|nim|cr|sh|bash|ps1|coffee|sql|proto|graphql)$`,
  'i',
);
/** In a docs folder of a program these may be what it serves. */
const data = /\.(?:json5?|ya?ml|toml|xml|html?|css|scss|csv)$/i;

const git = /^\.git(?:\/|$)/;
const docker =
  /^(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?$|(?:^|\.)(?:docker|container)ignore$|^(?:docker-)?compose(?:[.-].*)?\.ya?ml$|^docker-bake\.(?:.*\.)?(?:hcl|json)$/i;
/** Programs and pages about Dockerfiles; `Dockerfile.py`, with a capital, is one of several Dockerfiles. */
const noDocker = new RegExp(
  String.raw`\.(?:${script}|mdx?|rst|txt)$|(?:dockerfile|containerfile)\.(?:go|py|rb|java|kt|rs|cs|php|c|cc|cpp|h|sh|lua|ex|hs)$`,
);
const ciFolder = /^(?:\.github|\.gitlab|\.circleci|\.buildkite|\.teamcity|\.azuredevops|\.semaphore|\.woodpecker)\//;
const ciFile =
  /^(?:\.gitlab-ci|\.travis|\.drone|\.woodpecker|\.cirrus|appveyor|\.appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild|codecov|\.codecov)\.ya?ml$|^jenkinsfile(?:\.(?!(?:go|py|rb|java|kt|[cm]?[jt]sx?)$).*)?$|^\.?renovate(?:rc)?(?:\.json5?)?$|^dependabot\.yml$/i;

/** What a test reads is nothing that an install reads, whatever its name. */
const testInput =
  /(?:^|\/)(?:testdata|__fixtures__|__snapshots__|(?:tests?|__tests__|specs?|e2e)\/(?:.*\/)?fixtures)\//;
const testFolder =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|e2e|[\w.-]*Tests)\/|\.Test\/|(?:^|\/)src\/(?:\w+Test|\w*[tT]estFixtures|it)\/(?:java|kotlin|scala|groovy|resources|res)\//;
/** Names that a program may have for something else. */
const testFolderOutsideOfCode = new RegExp(
  String.raw`(?:^|\/)(?:cypress\/|playwright\/|fixtures\/|specs?\/(?:.*\.(?:rb|cr|lua|coffee|php|${script})$|(?:.*\/)?(?:support|factories)\/))`,
);
/** As those who run them look for them. */
const testFile = new RegExp(
  [
    String.raw`[._]test\.${script}$|-test\.[cm]?js$`,
    String.raw`^(?:jest|vitest|cypress|playwright)\.config\.${script}$`,
    String.raw`\.(?:tests|cy|test-d|e2e|(?:\w+-)?spec)\.${script}$`,
    String.raw`_tests?\.(?:go|py|rb|rs|exs?|dart|php|c|cc|cpp|cxx|lua|sh|clj[cs]?|erl|jl|zig|cr|ml|swift|scala|kt)$`,
    String.raw`_unittest\.(?:cc|cpp|py)$`,
    String.raw`_spec\.(?:rb|lua|cr|coffee|js)$`,
    String.raw`^(?:test_.*|conftest|tests)\.py$|^tests\.rs$`,
    String.raw`[A-Za-z0-9]Tests?\.(?:java|kt|groovy|scala|cs|fs|vb|php|swift|mm?|cpp|cc)$`,
    String.raw`[A-Za-z0-9]TestCase\.(?:java|kt|groovy|php)$`,
    String.raw`^Test[A-Z]\w*\.(?:java|kt|groovy|scala)$`,
    String.raw`[a-z0-9]IT(?:Case)?\.(?:java|kt|groovy|scala)$`,
    String.raw`[a-z0-9]Spec\.(?:scala|groovy|hs)$`,
    String.raw`\.(?:bats|snap)$`,
  ].join('|'),
);
/** Maven and Gradle: tests have a folder beside it. */
const mainFolder = /(?:^|\/)src\/(?:main|\w+Main)\//;

/** What is below one of these is part of the program, also what a program shows as its pages. */
const codeFolder =
  /(?:^|\/)(?:src|sources?|libs?|app|internal|pkg|cmd|components|pages|routes|views|controllers|templates|resources|assets|public|static|content|_?posts|blog|data|prompts)\//i;
const docFolder = /(?:^|\/)(?:docs?|documentation)\//i;
/** In a docs folder also pages with components in them. */
const page = /\.mdx$/i;
const prose = /\.(?:md|markdown|rst|adoc|asciidoc)$/i;
const proseOrText = String.raw`\.(?:md|markdown|rst|adoc|asciidoc|txt)`;
/** Named so, they are documentation wherever they lie. */
const docFile = new RegExp(
  [
    `^(?:readme|licen[cs]es?|changelog|contributing|code[_-]of[_-]conduct|release[_-]notes)(?:[._-].*)?${proseOrText}$`,
    '^(?:readme|licen[cs]e|copying)$',
  ].join('|'),
  'i',
);
const capitalDocFile = new RegExp(
  `^(?:[A-Z][\\w-]*[_-])?(?:README|LICEN[CS]ES?|COPYING|COPYRIGHT|NOTICES?|AUTHORS|CONTRIBUTORS|CONTRIBUTING|MAINTAINERS|CODEOWNERS|CREDITS|THANKS|PATENTS|CHANGELOG|CHANGES|Change[lL]og|Changes|HISTORY|History|NEWS|RELEASE[_-]NOTES|TODO|INSTALL|SECURITY|UPGRADING|HACKING|FAQ|ROADMAP|GOVERNANCE)(?:[._-][A-Z0-9][A-Z0-9._-]*)?(?:${proseOrText})?$`,
);
/** A program, or its data, can have these names too. */
const docFileOutsideOfCode = new RegExp(
  `^(?:changelog|changes|notices?|authors|contributors|maintainers|codeowners|copyright)(?:${proseOrText})?$`,
  'i',
);

/**
 * `path`: in the build context. `isManifest`: does an install read a file of this path?
 * In doubt it is code, which claims least: nobody is told that a change was of no use to the image when the build needs it.
 */
export function groupOf(path: string, isManifest: (path: string) => boolean): PathGroup {
  const name = basename(path);
  if (git.test(path)) return 'git';
  if (docker.test(name) && !noDocker.test(name)) return 'docker';
  if (ciFolder.test(path) || ciFile.test(name)) return 'ci';
  if (testInput.test(path)) return 'tests';
  if (isManifest(path)) return 'manifests';
  if (isTest(path, name)) return 'tests';
  if (isDocumentation(path, name)) return 'docs';
  return 'sources';
}

function isTest(path: string, name: string): boolean {
  if (mainFolder.test(path)) return false;
  if (testFolder.test(path) || testFile.test(name)) return true;
  const folder = testFolderOutsideOfCode.exec(path);
  return folder !== null && !isInCode(path, folder);
}

function isDocumentation(path: string, name: string): boolean {
  if (docFile.test(name) || capitalDocFile.test(name)) return true;
  const folder = docFolder.exec(path);
  const isPage = folder !== null && (prose.test(name) || page.test(name));
  if (isInCode(path, folder)) return isPage;
  if (isPage || prose.test(name) || docFileOutsideOfCode.test(name)) return true;
  if (folder === null) return false;
  // The pages of a project's own site may be programs too; `docs/docs.go` is one that a server imports.
  return folder.index === 0 ? !name.endsWith('.go') : !code.test(name) && !data.test(name);
}

/** `below`: only what lies above this folder counts. */
function isInCode(path: string, below: RegExpExecArray | null): boolean {
  return codeFolder.test(below ? path.slice(0, below.index + 1) : path);
}
