import type { Failure } from '../failure.js'

const FAILURES: Partial<Record<Failure['kind'], string>> = {
  limited: 'Too many attempts. Try again later.',
  conflict: 'This is not possible any more. Start again.',
  network: 'The server does not answer. Try again.',
  unavailable: 'The server does not answer. Try again.',
  cancelled: 'This was cancelled. Try again.',
  forbidden: 'This is not possible here.',
  missing: 'This is not possible here.',
  unsupported: 'This is not possible here.'
}

/** All texts of the forms, in English. Pass a translation of some or all of them as `texts`. */
export const english = {
  login: 'Log in',
  signUp: 'Sign up',
  createAccount: 'Create an account',
  continue: 'Continue',
  cancel: 'Cancel',
  startAgain: 'Start again',
  logOut: 'Log out',

  name: 'Email, username or phone number',
  email: 'Email address',
  username: 'Username',
  phone: 'Phone number',
  password: 'Password',
  newPassword: 'New password',
  currentPassword: 'Current password',
  code: 'Code',
  recoveryCode: 'Recovery code',

  loginByCode: 'Send me a code instead',
  forgotPassword: 'Forgot password?',
  loginByPasskey: 'Log in with a passkey',
  provider: (name: string): string => `Continue with ${name}`,

  requestCode: 'Log in with a code',
  requestReset: 'Reset your password',
  send: 'Send',
  resend: "Didn't get it? Send again",
  sentAgain: 'Sent again.',
  linkMailed: 'If there is an account, we sent a link to it.',

  verifyEmail: 'Verify your email address',
  verifyPhone: 'Verify your phone number',
  enterCode: 'Enter the code that we sent you.',
  openLink: 'Open the link in the mail that we sent you.',
  verified: 'Your email address is verified. You can log in now.',
  setPassword: 'Set a new password',
  passwordSet: 'Your password is set. You can log in now.',

  completeSignUp: 'Complete your account',
  createPasskey: 'Create a passkey',
  secondFactor: 'Confirm that it is you',
  byTotp: 'Use an authenticator app',
  byRecoveryCode: 'Use a recovery code',
  byPasskey: 'Use a passkey or a security key',
  byPassword: 'Use your password',
  enterTotp: 'Enter the code from your authenticator app.',
  enterRecoveryCode: 'Enter one of your recovery codes.',
  notMyAccount: "This isn't my account",
  trust: 'Trust this browser?',
  trustLead: 'Later logins in this browser skip the second step.',
  trustYes: 'Trust it',
  trustNo: 'Not now',

  setUpTotp: 'Set up an authenticator app',
  scan: 'Scan the picture with the app, or type the secret, then enter the code that the app shows.',
  picture: 'QR code for the authenticator app',
  recoveryCodes: 'Recovery codes',
  keepCodes: 'Keep these codes in a safe place. Each works once.',
  newCodes: 'Generate new codes',
  addPasskey: 'Add a passkey',
  passkeyAdded: 'The passkey is added.',
  totpAdded: 'The authenticator app is set up.',
  totpThere: 'An authenticator app is set up already.',
  reauthenticate: 'Confirm that it is you',

  /** One sentence for a failure that belongs to no field. */
  failure: (failure: Failure): string => {
    if (failure.kind === 'limited' && failure.retryAfter) {
      return `Too many attempts. Try again in ${failure.retryAfter} s.`
    }
    const said = 'faults' in failure ? failure.faults.map(fault => fault.message).join(' ') : ''
    return said === '' ? (FAILURES[failure.kind] ?? 'Something went wrong. Try again.') : said
  }
}

export type Texts = typeof english
