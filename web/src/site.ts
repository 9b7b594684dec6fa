/** A sign-up field as the server declares it. */
export interface SignupField {
  name: string
  required: boolean
  max_length?: number
  /** A Python regular expression, and the message for a value that does not match. */
  pattern?: string
  message?: string
  choices?: string[]
  description?: string
  label?: string
}

export type MailedAction = 'activate' | 'activate_again' | 'rename' | 'rename_again' | 'reset'

/** Settings of the site that the server renders into the page, available before the first API call. */
export interface Site {
  api: string
  /** The path below which the app's pages are, without a final slash; empty at the root. */
  base: string
  /** Whether the browser had no session when it loaded the page. */
  anonymous?: boolean
  name: string
  logo?: string
  color?: string
  color_dark?: string
  home: string
  terms?: string
  privacy?: string
  inbox?: string
  /** Endpoints of the mounted REST dialects that accept the contents of their mailed links. */
  mailed?: Partial<Record<MailedAction, string>>
  /** The user model's login field; djoser names the field of a new one after it. */
  login_field?: string
  /** Path prefix of the cookie dialect's provider endpoints, if it is mounted. */
  social?: string
  /** Whether apps can log users in through this server. */
  provider?: boolean
  /** False if users can log in with providers only. */
  local: boolean
  /** Whether users may delete their accounts. */
  removal?: boolean
  signup: { fields: SignupField[]; passkey: boolean }
}

const DEFAULTS: Site = {
  api: '/_allauth',
  base: '',
  name: 'gatepost',
  home: '/account',
  local: true,
  signup: {
    fields: [
      { name: 'email', required: true },
      { name: 'password', required: true }
    ],
    passkey: false
  }
}

/** Parse the server's settings. A page served without them, as by the development server, gets the server's defaults. */
export function siteFrom(content: string | undefined): Site {
  return content ? { ...DEFAULTS, ...(JSON.parse(content) as Partial<Site>) } : DEFAULTS
}

export const site: Site = siteFrom(
  typeof document === 'undefined' ? undefined : document.querySelector<HTMLMetaElement>('meta[name=gatepost]')?.content
)

/** A path of this site as the router knows it: without the prefix; undefined if it isn't below that. */
export function inside(path: string, base: string = site.base): string | undefined {
  if (!path.startsWith(base)) return undefined
  const rest = path.slice(base.length)
  return /^(?:$|[/?#])/.test(rest) ? (rest.startsWith('/') ? rest : `/${rest}`) : undefined
}

/** Black or white, whichever has more contrast on a colour. Source: WCAG 2.2, relative luminance. */
export function textOn(color: string): string {
  const parts = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = parts.map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000'
}

/** Override the default accent colours with the site's. */
export function paint(root: HTMLElement): void {
  for (const [mode, color] of [['light', site.color], ['dark', site.color_dark ?? site.color]] as const) {
    if (!color || !/^#[0-9a-f]{6}$/i.test(color)) continue
    root.style.setProperty(`--accent-${mode}`, color)
    root.style.setProperty(`--on-accent-${mode}`, textOn(color))
  }
}
