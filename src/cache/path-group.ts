import { basename } from '../repository/paths.ts';

/** What a file is for, as far as its path says: to tell which kinds of change a step is made again for. */
export const pathGroups = ['sources', 'manifests', 'docs', 'tests', 'ci', 'docker', 'git'] as const;
export type PathGroup = (typeof pathGroups)[number];

const git = /^\.git(?:\/|$)/;
const docker =
  /^(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?$|\.?dockerignore$|^(?:docker-)?compose(?:[.-].*)?\.ya?ml$|^docker-bake\./i;
const ciFolder = /^(?:\.github|\.gitlab|\.circleci|\.buildkite|\.teamcity|\.azuredevops|\.semaphore|\.woodpecker)\//;
const ciFile =
  /^(?:\.gitlab-ci|\.travis|\.drone|\.woodpecker|\.cirrus|appveyor|\.appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild|codecov|\.codecov)\.ya?ml$|^jenkinsfile(?:\..*)?$|^\.?renovate(?:rc)?(?:\.json5?)?$|^dependabot\.yml$/i;
const testFolder = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata|fixtures|__snapshots__|cypress|playwright)\//i;
const testFile = /[._-](?:test|tests|spec|e2e)\.\w+$|_test\.\w+$|^test_.*\.py$|tests?\.(?:java|kt|cs|php|swift)$/i;
const docFolder = /(?:^|\/)(?:docs?|documentation)\//i;
const docFile =
  /\.(?:md|mdx|markdown|rst|adoc|txt)$|^(?:licen[cs]e|copying|notice|authors|contributors|changelog|changes|readme|codeowners)(?:\..*)?$/i;

/** `path`: in the build context. `isManifest`: does an install read a file of this path? */
export function groupOf(path: string, isManifest: (path: string) => boolean): PathGroup {
  const name = basename(path);
  if (git.test(path)) return 'git';
  if (docker.test(name)) return 'docker';
  if (ciFolder.test(path) || ciFile.test(name)) return 'ci';
  if (isManifest(path)) return 'manifests';
  if (testFolder.test(path) || testFile.test(name)) return 'tests';
  if (docFolder.test(path) || docFile.test(name)) return 'docs';
  return 'sources';
}
