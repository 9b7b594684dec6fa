/** A sign-up field as the server declares it. */
export interface SignupField {
  name: string
  required: boolean
  max_length?: number
  choices?: string[]
  description?: string
}

export type MailedAct = 'activate' | 'activate_again' | 'rename' | 'rename_again' | 'reset'

/** What the server's page says of the site before the API is asked anything. */
export interface Site {
  api: string
  name: string
  logo?: string
  color?: string
  color_dark?: string
  home: string
  terms?: string
  privacy?: string
  inbox?: string
  /** Where the REST dialects take what their mailed links hold, as far as they are there. */
  mailed?: Partial<Record<MailedAct, string>>
  /** Whether users may delete their accounts. */
  removal?: boolean
  signup: { fields: SignupField[]; passkey: boolean }
}

const UNSAID: Site = {
  api: '/_allauth',
  name: 'gatepost',
  home: '/account',
  signup: {
    fields: [
      { name: 'email', required: true },
      { name: 'password', required: true }
    ],
    passkey: false
  }
}

/** A page that no server filled in, as in development, stands for the server's own defaults. */
export function siteFrom(content: string | undefined): Site {
  return content ? { ...UNSAID, ...(JSON.parse(content) as Partial<Site>) } : UNSAID
}

export const site: Site = siteFrom(
  typeof document === 'undefined' ? undefined : document.querySelector<HTMLMetaElement>('meta[name=gatepost]')?.content
)

/** Black or white, whichever is easier to read on a colour. Source: WCAG 2.2, relative luminance. */
export function textOn(color: string): string {
  const parts = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = parts.map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000'
}

/** Puts the site's colours in the place of ours. */
export function paint(root: HTMLElement): void {
  for (const [mode, color] of [['light', site.color], ['dark', site.color_dark ?? site.color]] as const) {
    if (!color || !/^#[0-9a-f]{6}$/i.test(color)) continue
    root.style.setProperty(`--accent-${mode}`, color)
    root.style.setProperty(`--on-accent-${mode}`, textOn(color))
  }
}
