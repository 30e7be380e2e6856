import { basename } from '../repository/paths.ts';

/**
 * Names of files that installs read of which no module of this folder speaks (yet): a copy of them alone brings no code. A module that
 * is added takes its names from here.
 */
const names: ReadonlySet<string> = new Set(
  (
    'yarn.lock .yarnrc .yarnrc.yml .pnp.cjs .pnp.loader.mjs pnpm-lock.yaml pnpm-workspace.yaml .pnpmfile.cjs bun.lock bun.lockb bunfig.toml lerna.json turbo.json nx.json ' +
    '.nvmrc .node-version .python-version .ruby-version .tool-versions ' +
    'pyproject.toml poetry.lock poetry.toml uv.lock uv.toml pdm.lock pdm.toml Pipfile Pipfile.lock environment.yml environment.yaml setup.cfg pip.conf ' +
    'Gemfile Gemfile.lock composer.json composer.lock symfony.lock auth.json ' +
    'go.mod go.sum go.work go.work.sum Cargo.toml Cargo.lock rust-toolchain rust-toolchain.toml ' +
    'pom.xml mvnw build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradle.properties gradlew libs.versions.toml gradle-wrapper.jar gradle-wrapper.properties ' +
    'global.json nuget.config NuGet.config NuGet.Config packages.lock.json Directory.Build.props Directory.Build.targets Directory.Packages.props ' +
    'mix.exs mix.lock rebar.config rebar.lock pubspec.yaml pubspec.lock Package.swift Package.resolved build.sbt project.clj deps.edn stack.yaml stack.yaml.lock cabal.project ' +
    'renv.lock DESCRIPTION conanfile.txt conanfile.py vcpkg.json cpanfile deno.json deno.jsonc deno.lock flake.nix flake.lock bower.json .bowerrc'
  ).split(' '),
);

export function isOtherManifest(path: string): boolean {
  return names.has(basename(path)) || /\.(?:cs|fs|vb)proj$|\.slnx?$|\.gemspec$|\.cabal$|\.opam$/.test(path);
}
