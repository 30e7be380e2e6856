import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ShellKind } from '../../src/image/model.ts';
import { imageOf } from './build.ts';

const bases: readonly (readonly [string, ShellKind])[] = [
  ['debian:12', 'dash'],
  ['ubuntu', 'dash'],
  ['docker.io/library/ubuntu:24.04', 'dash'],
  ['public.ecr.aws/docker/library/node:22', 'dash'],
  ['node', 'dash'],
  ['node:22-alpine3.20', 'busybox'],
  ['python:3.12-slim-bookworm', 'dash'],
  ['mcr.microsoft.com/dotnet/aspnet:8.0', 'dash'],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-alpine', 'busybox'],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-azurelinux3.0', 'bash'],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled', 'other'],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022', 'windows'],
  ['nvidia/cuda:12.4.1-devel-ubuntu22.04', 'dash'],
  ['nvidia/cuda:12.4.1-devel-rockylinux9', 'bash'],
  ['openjdk:8-jre', 'dash'],
  ['openjdk:17', 'bash'],
  ['openjdk:17-slim', 'dash'],
  ['maven:3.9-eclipse-temurin-21', 'dash'],
  ['maven:3-openjdk-17', 'bash'],
  ['eclipse-temurin:21-jre-ubi9-minimal', 'bash'],
  ['amazoncorretto:21', 'bash'],
  ['amazoncorretto:21-alpine', 'busybox'],
  ['fedora:41', 'bash'],
  ['registry.access.redhat.com/ubi9/ubi-minimal', 'bash'],
  ['public.ecr.aws/lambda/python:3.12', 'bash'],
  ['opensuse/leap:15.6', 'bash'],
  ['archlinux', 'bash'],
  ['alpine:3.20', 'busybox'],
  ['busybox', 'busybox'],
  // The image of bash is an Alpine: its `/bin/sh` is busybox.
  ['bash:5', 'busybox'],
  ['mhart/alpine-node:16', 'busybox'],
  ['gcr.io/distroless/base-debian12', 'other'],
  ['mcr.microsoft.com/windows/servercore:ltsc2022', 'windows'],
  ['registry.example.com/team/app:3', 'unknown'],
  ['registry.example.com/team/app:3-bookworm', 'dash'],
];

suite('/bin/sh by the base image', () => {
  for (const [base, kind] of bases) {
    test(`${base} has ${kind}`, () => {
      const image = imageOf(`FROM ${base}\nCMD app\n`);
      assert.ok(image.cmd);
      assert.equal(image.shellAt(image.cmd), kind);
    });
  }
});

const files: readonly (readonly [string, string, ShellKind])[] = [
  ['SHELL names bash', 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nCMD app\n', 'bash'],
  ['SHELL through env', 'FROM debian:12\nSHELL ["/usr/bin/env", "bash", "-c"]\nCMD app\n', 'bash'],
  ['SHELL names sh', 'FROM alpine:3\nSHELL ["/bin/sh", "-eo", "pipefail", "-c"]\nCMD app\n', 'busybox'],
  ['SHELL names another program', 'FROM debian:12\nSHELL ["python", "-c"]\nCMD app\n', 'other'],
  ['SHELL below CMD does not count', 'FROM debian:12\nCMD app\nSHELL ["/bin/bash", "-c"]\n', 'dash'],
  ['SHELL of a parent stage', 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-c"]\nFROM a\nCMD app\n', 'bash'],
  ['a base through stages', 'FROM alpine:3 AS a\nFROM a AS b\nFROM b\nCMD app\n', 'busybox'],
  ['a base from an argument', 'ARG TAG=3.20\nFROM alpine:${TAG}\nCMD app\n', 'busybox'],
  ['a base that only the build knows', 'ARG BASE\nFROM ${BASE}\nCMD app\n', 'unknown'],
  ['scratch', 'FROM scratch\nCMD app\n', 'unknown'],
  ['sh linked to bash', 'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nCMD app\n', 'bash'],
  ['another file linked to bash', 'FROM debian:12\nRUN ln -sf /bin/bash /bin/shell\nCMD app\n', 'dash'],
  ['sh chosen by a tool', 'FROM debian:12\nRUN dpkg-reconfigure -f noninteractive dash\nCMD app\n', 'unknown'],
  ['programs copied over', 'FROM debian:12\nCOPY --from=busybox /bin /bin\nCMD app\n', 'unknown'],
  ['bash is installed only', 'FROM alpine:3\nRUN apk add bash\nCMD app\n', 'busybox'],
];

suite('the shell of a shell form', () => {
  for (const [name, text, kind] of files) {
    test(name, () => {
      const image = imageOf(text);
      assert.ok(image.cmd);
      assert.equal(image.shellAt(image.cmd), kind);
    });
  }
});

test('shells named in an exec form', () => {
  const image = imageOf('FROM alpine:3\nCMD ["sh", "-c", "app"]\n');
  assert.equal(image.shellNamed('sh'), 'busybox');
  assert.equal(image.shellNamed('/bin/bash'), 'bash');
  assert.equal(image.shellNamed('zsh'), 'other');
});
