import { basename, dirname } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { linesFrom, shellBuilds } from './shell-builds.ts';

/** Shell scripts that may build an image, by their name or place. */
export function isScript(path: string): boolean {
  const name = basename(path);
  const isShell =
    /\.(?:sh|bash)$/.test(name) || /^(?:[^/]+\/){0,2}(?:bin|scripts?|docker|ci|\.ci|hack)\/[\w-]+$/.test(path);
  return isShell && /docker|podman|image|container|build|release|deploy|publish|push/i.test(path);
}

export function isJenkinsfile(path: string): boolean {
  return /(?:^|\/)Jenkinsfile(?:[.-][\w.-]+)?$/.test(path);
}

/** People start a script from the root of the repository or from where it is. */
export function scriptBuilds(tree: Tree, path: string, text: string): readonly DeclaredBuild[] {
  return shellBuilds(tree, { kind: 'script', path, text, from: ['', dirname(path)], lineOf: linesFrom(text, 1) });
}

/** `sh 'docker build …'` and the like: what stands in quotes and runs a build. `docker.build('name', '-f x .')`: its second text. */
export function jenkinsBuilds(tree: Tree, path: string, text: string): readonly DeclaredBuild[] {
  const lineOf = linesFrom(text, 1);
  const builds: DeclaredBuild[] = [];
  const add = (script: string, offset: number): void => {
    const line = lineOf(offset);
    builds.push(...shellBuilds(tree, { kind: 'script', path, text: script, from: [''], lineOf: () => line }));
  };
  for (const { index, 1: triple, 2: single, 3: double } of text.matchAll(
    /(?:'''|""")([^]*?)(?:'''|""")|'((?:[^'\\\n]|\\[^])*)'|"((?:[^"\\\n]|\\[^])*)"/g,
  )) {
    const script = triple ?? single ?? double ?? '';
    if (/docker|podman|buildah/.test(script)) add(script, index);
  }
  for (const { index, 1: options } of text.matchAll(
    /\bdocker\.build\([^,()\n]{1,200}(?:,\s{0,9}["']([^"'\n]*)["'])?\s{0,9}\)/g,
  )) {
    add(`docker build ${options ?? '.'}`, index);
  }
  return builds;
}
