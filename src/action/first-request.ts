import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** The client below `@actions/github` (undici) tells here that the head of a request is written. */
const channel = 'undici:client:sendHeaders';

/**
 * Resolves once a request is on the wire: work that is done then costs no time, since an answer has to be waited for anyway. Never resolves when none is
 * sent: race it against what sends it.
 */
export function firstRequest(): Promise<void> {
  return new Promise((resolve) => {
    const sent = (): void => {
      unsubscribe(channel, sent);
      resolve();
    };
    subscribe(channel, sent);
  });
}
