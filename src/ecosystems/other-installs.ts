import { basename } from '../repository/paths.ts';
import type { Command } from './ecosystem.ts';

/**
 * Dependency steps of managers that have no module of this folder (yet). What such a step reads is not known, so a copy above it may be what it
 * needs. A module that is added takes its line from here.
 */
const installs: readonly RegExp[] = [
  /^(?:yarn|yarnpkg)(?: install| --.*)?$|^yarn install\b/,
  /^(?:pnpm|bun) (?:i|install|fetch|ci)\b/,
  /^(?:bower|jspm|lerna|rush) (?:install|bootstrap|ci)\b/,
  /^(?:bundle|bundler)(?: install\b|$)/,
  /^(?:composer|composer\.phar) (?:install|update|i|u)\b/,
  /^go (?:mod|get|build|install|generate)\b/,
  /^cargo (?:fetch|build|install|chef)\b/,
  /^(?:mvn|mvnw|gradle|gradlew|sbt|lein)\b/,
  /^dotnet (?:restore|build|publish)\b/,
  /^mix (?:deps|local|do)\b/,
  /^(?:poetry|pdm|pipenv|hatch|rye) (?:install|sync|lock)\b/,
  /^uv (?:sync|run)\b/,
  /^(?:conda|mamba|micromamba) (?:env|install|create)\b/,
  /^(?:swift|dart|flutter|stack|cabal|rebar3|opam|luarocks|cpanm|carton|conan|vcpkg|deno|nix|R|Rscript|julia)\b/,
];

export function isOtherInstall({ words }: Command): boolean {
  const [program, ...rest] = words.map(({ value, raw }) => value ?? raw);
  const line = [basename(program ?? ''), ...rest.filter((word, index) => index > 0 || !word.startsWith('-'))].join(' ');
  return installs.some((install) => install.test(line));
}
