import picomatch from 'picomatch';

/** Which files are Dockerfiles, unless `paths` says otherwise (contract, section 1). `!` excludes. */
export const standardNames: readonly string[] = [
  '**/Dockerfile',
  '**/Dockerfile.*',
  '**/*.Dockerfile',
  '**/*.dockerfile',
  '**/Containerfile',
  '**/Containerfile.*',
  '!**/*.dockerignore',
];

/**
 * A test for the globs, in order; the last one that matches a path decides. A glob without `/` matches names in any directory, as
 * users of the ecosystem expect.
 */
export function matchPaths(globs: readonly string[]): (path: string) => boolean {
  const rules = globs.map((glob) => {
    const excludes = glob.startsWith('!');
    const pattern = excludes ? glob.slice(1) : glob;
    // `s`: a line feed in a name hides no file.
    const options = { dot: true, nonegate: true, flags: 's' };
    const matches = picomatch(pattern.includes('/') ? pattern : `**/${pattern}`, options);
    return { excludes, matches };
  });
  // A list of nothing but exclusions starts from the standard names.
  const included = rules.every((rule) => rule.excludes) && rules.length > 0 ? matchPaths(standardNames) : () => false;
  return (path) => rules.reduce((found, rule) => (rule.matches(path) ? !rule.excludes : found), included(path));
}
