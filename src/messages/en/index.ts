export { claims } from './claims.ts';
export { doubts } from './doubts.ts';
export { factors } from './factors.ts';
export { incomplete } from './incomplete.ts';
export { review } from './review.ts';
export { summary } from './summary.ts';
export { and, directory, terms } from './terms.ts';
export { text } from './text.ts';
