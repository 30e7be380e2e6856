/**
 * Which distribution stands behind an image, where its name or tag says so. Only what decides which program `/bin/sh` is.
 *
 * Sources: https://github.com/docker-library/official-images/tree/master/library (tags and defaults of the official images), and the
 * publisher's own description where a group says so. `/bin/sh` is dash since Debian 6 and Ubuntu 6.10; bash in the RPM distributions, SUSE,
 * Arch and Photon; busybox in Alpine and Wolfi.
 */
export type Distribution =
  | 'debian'
  | 'redhat'
  | 'alpine'
  | 'windows'
  /** No shell at all: distroless, chiseled. */
  | 'shell-less';

const named = (distribution: Distribution, names: string): readonly (readonly [string, Distribution])[] =>
  names.split(/\s+/).map((name) => [name, distribution] as const);

/** Image without registry mirror and `library/` → the distribution of its tags that name none. */
const defaults = new Map<string, Distribution>([
  ...named('debian', 'debian ubuntu buildpack-deps'),
  // Languages. openjdk, amazoncorretto, maven and gradle are treated below.
  ...named(
    'debian',
    'node python pypy ruby jruby golang php perl rust gcc haskell erlang elixir clojure dart julia r-base swift',
  ),
  ...named(
    'debian',
    'eclipse-temurin adoptopenjdk sapmachine ibmjava ibm-semeru-runtimes groovy tomcat tomee jetty mono rakudo-star',
  ),
  ...named('debian', 'websphere-liberty open-liberty hylang gradle'),
  // Servers.
  ...named(
    'debian',
    'nginx httpd haproxy varnish unit postgres mariadb mongo redis memcached rabbitmq couchdb couchbase cassandra',
  ),
  ...named(
    'debian',
    'zookeeper solr neo4j influxdb telegraf chronograf kapacitor crate rethinkdb flink spark storm odoo redmine',
  ),
  ...named(
    'debian',
    'wordpress drupal joomla nextcloud phpmyadmin matomo ghost sonarqube ros valkey clickhouse monica mediawiki',
  ),
  ...named(
    'alpine',
    'alpine busybox bash docker composer caddy traefik registry consul vault eclipse-mosquitto arangodb',
  ),
  ...named(
    'redhat',
    'fedora centos almalinux rockylinux oraclelinux amazonlinux amazoncorretto archlinux photon mageia sl',
  ),
  ...named('redhat', 'opensuse/leap opensuse/tumbleweed registry.suse.com/bci/bci-base mysql percona'),
  // Publishers' own descriptions on Docker Hub, Quay, GHCR and MCR.
  ...named(
    'debian',
    'oven/bun denoland/deno pytorch/pytorch tensorflow/tensorflow rustlang/rust lukemathwalker/cargo-chef',
  ),
  ...named(
    'debian',
    'continuumio/miniconda3 continuumio/anaconda3 mambaorg/micromamba condaforge/mambaforge condaforge/miniforge3',
  ),
  ...named('debian', 'tiangolo/uvicorn-gunicorn-fastapi tiangolo/uvicorn-gunicorn tiangolo/meinheld-gunicorn'),
  ...named(
    'debian',
    'tiangolo/uvicorn-gunicorn-starlette tiangolo/meinheld-gunicorn-flask tiangolo/uwsgi-nginx-flask tiangolo/uwsgi-nginx',
  ),
  ...named(
    'debian',
    'apache/airflow apache/superset phusion/baseimage phusion/passenger-full phusion/passenger-customizable',
  ),
  ...named(
    'debian',
    'cypress/base cypress/browsers cypress/included nginxinc/nginx-unprivileged google/cloud-sdk heroku/heroku',
  ),
  ...named(
    'debian',
    'gcr.io/google.com/cloudsdktool/cloud-sdk gcr.io/google.com/cloudsdktool/google-cloud-cli osrf/ros',
  ),
  ...named(
    'debian',
    'golangci/golangci-lint clux/muslrust messense/rust-musl-cross ekidd/rust-musl-builder mcr.microsoft.com/playwright',
  ),
  ...named('redhat', 'amazon/aws-cli nixos/nix gentoo/stage3 quay.io/keycloak/keycloak jboss/keycloak'),
  ...named('alpine', 'grafana/grafana cgr.dev/chainguard/wolfi-base'),
]);

/** A publisher's whole name space → the distribution of its tags that name none. */
const publishers: readonly (readonly [string, Distribution])[] = [
  ['gcr.io/distroless/', 'shell-less'],
  ['cgr.dev/chainguard/', 'shell-less'],
  ['registry.access.redhat.com/', 'redhat'],
  ['registry.redhat.io/', 'redhat'],
  ['redhat/', 'redhat'],
  ['ubi8/', 'redhat'],
  ['ubi9/', 'redhat'],
  ['quay.io/centos/', 'redhat'],
  ['quay.io/fedora/', 'redhat'],
  ['quay.io/almalinuxorg/', 'redhat'],
  ['quay.io/rockylinux/', 'redhat'],
  ['rockylinux/', 'redhat'],
  ['quay.io/pypa/manylinux', 'redhat'],
  ['quay.io/pypa/musllinux', 'alpine'],
  ['public.ecr.aws/amazonlinux/', 'redhat'],
  ['public.ecr.aws/lambda/', 'redhat'],
  ['amazon/aws-lambda-', 'redhat'],
  ['mcr.microsoft.com/azurelinux/', 'redhat'],
  ['mcr.microsoft.com/cbl-mariner/', 'redhat'],
  ['mcr.microsoft.com/windows', 'windows'],
  ['mcr.microsoft.com/dotnet/framework/', 'windows'],
  ['mcr.microsoft.com/dotnet/', 'debian'],
  ['mcr.microsoft.com/devcontainers/', 'debian'],
  ['mcr.microsoft.com/vscode/devcontainers/', 'debian'],
  ['mcr.microsoft.com/playwright/', 'debian'],
  ['mcr.microsoft.com/azure-functions/', 'debian'],
  ['hashicorp/', 'alpine'],
  ['rocker/', 'debian'],
  ['jupyter/', 'debian'],
  ['quay.io/jupyter/', 'debian'],
  ['selenium/', 'debian'],
  ['cimg/', 'debian'],
  ['circleci/', 'debian'],
  ['gitpod/', 'debian'],
  ['ubuntu/', 'debian'],
];

/** A part of a tag (`3.12-slim-bookworm`), or of a name (`mhart/alpine-node`), that names the distribution. */
const parts: readonly (readonly [RegExp, Distribution])[] = [
  [/^(chiseled|distroless|nonroot)$/, 'shell-less'],
  [/^(windowsservercore|nanoserver|servercore|ltsc\d+|windows)/, 'windows'],
  [/^(alpine|wolfi|busybox)[\d.]*$/, 'alpine'],
  [/^(debian|ubuntu|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid)[\d.]*$/, 'debian'],
  [/^(trusty|xenial|bionic|focal|jammy|noble|lunar|mantic|oracular|plucky|questing)[\d.]*$/, 'debian'],
  [/^(ubi|rhel|centos|fedora|almalinux|rockylinux|rocky|oraclelinux|oracle|ol|al|amazonlinux|amzn)\d[\d.]*$/, 'redhat'],
  [/^(ubi|rhel|centos|fedora|almalinux|rockylinux|oraclelinux|oracle|amazonlinux|archlinux|opensuse|leap)$/, 'redhat'],
  [/^(azurelinux|mariner|corretto|amazoncorretto)[\d.]*$/, 'redhat'],
];

function saidBy(text: string): Distribution | null {
  const said = text.toLowerCase().split(/[-_/:+]/);
  for (const [pattern, distribution] of parts) if (said.some((part) => pattern.test(part))) return distribution;
  return null;
}

/** Mirrors and platforms of the official images: the same images under a longer name. */
const mirrors =
  /^(docker\.io\/|index\.docker\.io\/|registry\.hub\.docker\.com\/|public\.ecr\.aws\/docker\/|mirror\.gcr\.io\/)?(library\/|amd64\/|arm64v8\/|arm32v[567]\/|i386\/|ppc64le\/|s390x\/|riscv64\/)?/;

/** Null: nothing says it. */
export function distributionOf(image: string, tag: string | null): Distribution | null {
  const name = image.toLowerCase().replace(mirrors, '');
  const said = tag === null ? null : saidBy(tag);
  if (said !== null) return said;
  const old = oldJava(name, tag);
  if (old !== null) return old;
  const own = defaults.get(name);
  if (own !== undefined) return own;
  // `maven:3.9` is Ubuntu with Temurin, `maven:3-openjdk-17` Oracle's image, `maven:3-jdk-8` Debian: only the tag's own words count.
  const publisher = publishers.find(([prefix]) => name.startsWith(prefix));
  if (publisher) return publisher[1];
  return saidBy(name);
}

/** `openjdk` from 12 and `maven:…-openjdk-12` on are Oracle Linux unless they say `slim`; before, Debian. */
function oldJava(name: string, tag: string | null): Distribution | null {
  if (name !== 'openjdk' && name !== 'maven') return null;
  if (tag !== null && /(^|-)slim($|-)/.test(tag)) return 'debian';
  if (name === 'maven') {
    const major = /openjdk-(\d+)/.exec(tag ?? '')?.[1];
    return major !== undefined && Number(major) >= 12 ? 'redhat' : 'debian';
  }
  const major = /^(\d+)/.exec(tag ?? '')?.[1];
  return major !== undefined && Number(major) < 12 ? 'debian' : 'redhat';
}

/**
 * Has the image an ENTRYPOINT that looks at its first word? Distributions have none, and the entrypoints of language images (node, php,
 * openjdk, temurin) hand on any program; servers start as another user, or prepare their data, only for their own name.
 */
export function handsOnAnyProgram(image: string): boolean {
  const name = image.toLowerCase().replace(mirrors, '');
  return (
    /^(?:debian|ubuntu|alpine|busybox|fedora|centos|almalinux|rockylinux|oraclelinux|amazonlinux|archlinux|buildpack-deps|opensuse\/\w+)$/.test(
      name,
    ) ||
    /^(?:node|python|pypy|ruby|jruby|golang|php|perl|rust|gcc|haskell|erlang|elixir|clojure|dart|julia|r-base|swift|openjdk)$/.test(
      name,
    ) ||
    /^(?:eclipse-temurin|adoptopenjdk|sapmachine|ibmjava|ibm-semeru-runtimes|amazoncorretto|maven|gradle|oven\/bun)$/.test(
      name,
    ) ||
    /^(?:nvidia\/cuda|continuumio\/\w+|condaforge\/\w+|pytorch\/pytorch|rocker\/.*|tiangolo\/.*)$/.test(name) ||
    /^(?:mcr\.microsoft\.com\/dotnet\/.*|mcr\.microsoft\.com\/(?:cbl-mariner|azurelinux|playwright)\b.*)$/.test(name) ||
    /^(?:registry\.access\.redhat\.com\/|registry\.redhat\.io\/)?(?:ubi[789])\/.*$/.test(name)
  );
}
