const NAME = 'request'

/** The key of an app's request, from the fragment of the page's URL; servers and their logs never see it. */
export function authorizationKey(hash: string = location.hash): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get(NAME) ?? ''
}
