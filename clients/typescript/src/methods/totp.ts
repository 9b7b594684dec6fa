import { enrolled, type Enrolled, type TotpAuthenticator } from '../authenticators.js'
import type { Wire } from '../wire.js'

/** What an authenticator app needs; `url` goes into a QR code. */
export interface TotpSecret {
  secret: string
  url: string
}

export function totp(wire: Wire) {
  const { http } = wire
  const path = '/account/authenticators/totp'
  return {
    /** The app that is set up, or a new secret to set one up with. */
    get: async (): Promise<{ authenticator: TotpAuthenticator } | { enrolment: TotpSecret }> => {
      const answer = await wire.bodyOrAbsent(() => http.GET(path))
      if ('found' in answer) return { authenticator: answer.found.data }
      const { meta } = answer.absent as { meta: { secret: string; totp_url: string } }
      return { enrolment: { secret: meta.secret, url: meta.totp_url } }
    },

    /** The secret that `get` told last as a picture: SVG. */
    qr: async (): Promise<string> => (await wire.data(() => http.GET(`${path}/qr`))).svg,

    /** Set the app up with the first code that it shows. */
    activate: async (typed: string): Promise<Enrolled<TotpAuthenticator>> =>
      enrolled(wire, await wire.body(() => http.POST(path, { body: { code: typed } }))),

    deactivate: async (): Promise<void> => {
      await wire.body(() => http.DELETE(path))
    }
  }
}
