export const authorize = {
  title: (app: string) => `${app} wants to access your account`,
  as: (name: string) => `You’re logged in as ${name}.`,
  another: 'Use another account',
  allows: (app: string) => `This will allow ${app} to:`,
  resource: (url: string) => `Use ${url} on your behalf`,
  until: 'You can end its access at any time in your account.',
  session: (site: string) => `It has access until you log out of ${site}, or end it earlier in your account.`,
  returns: (host: string) => `You’ll go on to ${host}.`,
  privacy: 'Privacy policy',
  terms: 'Terms of service',
  unverified: (site: string) =>
    `${site} doesn’t know who runs this app. Only allow it if you trust it and came here from it yourself.`,
  needsFactor: 'This app requires two-step verification. Set it up first, then come back to the app:',
  allow: 'Allow',
  decline: 'Don’t allow',
  expiredTitle: 'This request has expired',
  expired: 'It has already been answered, or took too long. Go back to the app and start again.'
}

export const device = {
  title: 'Log in on a device',
  lead: 'Enter the code that your device shows.',
  check: (code: string) => `Only continue if your own device shows the code ${code} now.`,
  allowed: 'Your device is logged in',
  declined: 'Your device was not logged in',
  close: 'You can close this page and go back to your device.'
}

export const logout = {
  title: 'Do you want to log out?',
  asks: (app: string, site: string) => `${app} sent you here to log out of ${site}.`,
  stay: 'Stay logged in',
  continues: (host: string) => `Continue to ${host}`
}
