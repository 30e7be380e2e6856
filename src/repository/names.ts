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

const isStandard = matchPaths(standardNames);

/** Is it one of `standardNames`? A repository is full of names that a look at a few letters tells from them. */
export function isStandardName(path: string): boolean {
  return /dockerfile|containerfile/i.test(path) && isStandard(path);
}

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
  const included = rules.every((rule) => rule.excludes) && rules.length > 0 ? isStandardName : () => false;
  return (path) => rules.reduce((found, rule) => (rule.matches(path) ? !rule.excludes : found), included(path));
}
