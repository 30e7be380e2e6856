/** Instructions that are the same wherever they stand. */
export const TEXTS: readonly string[] = String.raw`
RUN : one
RUN : two
RUN : three
RUN : $A $V
RUN ["/bin/sh", "-c", ":"]
RUN { echo made > /out; } 2>/dev/null; :
RUN { echo made > /out; } 2>/dev/null; : again
RUN { echo $V > /out; } 2>/dev/null; :
RUN --mount=type=cache,target=/c : c
RUN --mount=type=cache,target=/c,id=x : c
RUN --mount=type=cache,target=/c,uid=1 : c
RUN --mount=type=cache,target=/c,sharing=locked : c
RUN --mount=type=cache,target=/c,id=/c : c
RUN --mount=type=tmpfs,target=/t : t
RUN --mount=type=secret,id=s : s
RUN --mount=type=secret,id=s,target=/s : s
RUN --network=none : n
ENV A=1
ENV A=2
ENV B=$A
ENV A=1 B=2
ENV V=e
ENV PATH=/x:$PATH
ENV A="x y"
ARG V
ARG V=v
ARG W=1
ARG G
ARG G=own
ARG TARGETARCH
WORKDIR /w
WORKDIR w
WORKDIR /w/
WORKDIR /
WORKDIR /$V
WORKDIR ../u
USER 1
USER 1:1
USER 0
SHELL ["/bin/sh", "-ec"]
SHELL ["/bin/sh", "-c"]
LABEL l=1
EXPOSE 80
CMD ["x"]
ENTRYPOINT ["x"]
HEALTHCHECK NONE
STOPSIGNAL 9
VOLUME /v
ONBUILD RUN : onbuild
ONBUILD ENV O=1
ONBUILD WORKDIR onw
ONBUILD COPY . /ob/
ONBUILD COPY a* /ob/`
  .trim()
  .split('\n');

/** The same, of several lines. */
export const LONG_TEXTS: readonly string[] = [
  'RUN : a \\\n  b',
  'COPY <<E /h\none $V\nE',
  "COPY <<'E' /h\none $V\nE",
  'COPY <<E /h\ntwo\nE',
  'COPY <<F /h\ntwo\nF',
  'COPY --link <<E <<F /@/h/\none\nE\ntwo\nF',
  'COPY --chmod=700 <<E /h\none\nE',
  'COPY <<-E /h\n\tone\nE',
  'RUN <<E\n: one\n# c\nE',
  'RUN <<E\n#!/bin/sh\n:\nE',
  'RUN <<F\n#!/bin/sh\n:\nF',
  'RUN cat=1 read y <<E\nx\nE',
  'RUN <<-E\n\t: one\nE',
];

export const WILDCARDS: readonly string[] =
  'a* * */a */* a/* ? *.md */x.md ab/*.md [ab]* */*/a a*/b ./a* b/../a* [^a]* a/?* **/a *b/ .'.split(' ');

export const IGNORE_LINES: readonly string[] = [
  ...'a *.md **/*.md !a/b a/* !**/x.md ab/** a? !ab .c a/a **/b !b/ab [ab] * !a !b !a/** b/*/a'.split(' '),
  ...'/ab ./b **.md !*.md #a a/ !/b **'.split(' '),
  'a b',
];
