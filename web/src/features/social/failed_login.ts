import { say } from '@/i18n'

/** What happened to a login with a provider, and what to do now. */
export interface Explained {
  title: string
  text: string
}

/**
 * Explain a code of the native API's callback, or of the cookie dialect.
 *
 * @param code The most specific one that the server gave.
 * @param name The provider's, or words for it.
 */
export function explain(code: string, name: string): Explained {
  const { errors, faults, social, verifyEmail } = say.value
  const title = social.failedTitle
  switch (code) {
    case 'cancelled':
    case 'social_denied':
      return { title, text: social.cancelled }
    case 'email_taken':
      return { title, text: social.emailTaken(name) }
    case 'connected_other':
    case 'already_linked':
      return { title, text: social.connectedOther(name) }
    case 'email_not_verified':
      return { title, text: verifyEmail.leadLink(verifyEmail.yourAddress) }
    case 'rate_limited':
    case 'throttled':
      return { title: social.limitedTitle, text: social.limited }
    case 'provider_unavailable':
      return { title, text: social.unreachable(name) }
    case 'unavailable':
      return { title, text: errors.unavailable }
    case 'invalid_state':
      return { title, text: social.outOfDate }
    case 'signup_closed':
    case 'forbidden':
      return { title, text: social.closed(name) }
    case 'permission_denied':
    case 'login_required':
    case 'reauthentication_required':
      return { title, text: social.loggedOut(name) }
    case 'account_inactive':
      return { title, text: faults['account_disabled'] ?? social.failed }
    default:
      return { title, text: faults[code] ?? social.failed }
  }
}
