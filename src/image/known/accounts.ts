import type { Base } from '../../dockerfile/model.ts';
import { distributionOf } from './bases.ts';

/** Accounts in the images of these names, from their own Dockerfiles. */
const ofImage: Readonly<Record<string, readonly string[]>> = {
  node: ['node'],
  'oven/bun': ['bun'],
  'denoland/deno': ['deno'],
  nginx: ['nginx'],
  'nginxinc/nginx-unprivileged': ['nginx'],
  httpd: ['www-data'],
  php: ['www-data'],
  wordpress: ['www-data'],
  gradle: ['gradle'],
  jetty: ['jetty'],
  postgres: ['postgres'],
  redis: ['redis'],
};

/** base-passwd of Debian and Ubuntu, Alpine's and Fedora's own `/etc/passwd`: what all of them have. */
const ofAll = new Set(['root', 'nobody', 'daemon', 'bin', 'mail']);

/** Is there surely a user of this name in the base image? */
export function hasAccount(base: Base, name: string): boolean {
  if (base.kind !== 'image') return false;
  if (ofImage[base.name]?.includes(name)) return true;
  const distribution = distributionOf(base.name, base.tag);
  if (distribution === null) return false;
  if (ofAll.has(name)) return true;
  return name === 'www-data' && distribution === 'debian';
}

/** Official images of distributions and languages: a system, a toolchain, and nothing of anybody's application. */
const plain = new Set(
  'alpine busybox debian ubuntu fedora almalinux rockylinux amazonlinux node python pypy ruby golang php perl rust gcc openjdk eclipse-temurin amazoncorretto'.split(
    ' ',
  ),
);

/** Where these have files of their own: the system, toolchains, home directories. */
const filled =
  /^\/(?:|bin|sbin|lib\w*|boot|dev|etc|go|media|mnt|proc|root|run|srv|sys|tmp|home(?:\/[\w.-]+)?|opt(?:\/(?:java|yarn).*)?|usr(?:\/(?!src\/\w).*)?|var(?:\/(?!www\/\w|lib\/\w).*)?)$|^\/(?:bin|sbin|lib\w*|dev|etc|go|proc|root|run|sys|tmp)\//;

/** An image of a distribution or a language, and nothing more. */
export function isPlain(base: Base): boolean {
  return base.kind === 'image' && (plain.has(base.name) || base.name.startsWith('mcr.microsoft.com/dotnet/'));
}

/** Does the base image surely bring nothing below this path? */
export function bringsNothingTo(base: Base, path: string): boolean {
  if (base.kind === 'scratch') return true;
  if (base.kind !== 'image' || !isPlain(base)) return false;
  // Empty there, and writable for the server.
  if (path === '/var/www/html') return base.name === 'php';
  return !filled.test(path);
}
