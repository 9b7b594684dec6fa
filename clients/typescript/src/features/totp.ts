import { enrolled, type Enrolled, type TotpAuthenticator } from '../authenticators.js'
import type { Wire } from '../wire.js'

/** A new secret for an authenticator app; `url` is the content of the QR code. */
export interface TotpSecret {
  secret: string
  url: string
}

export function totp(wire: Wire) {
  const { http } = wire
  const path = '/account/authenticators/totp'
  return {
    /** The authenticator, or a new secret to enrol one. */
    get: async (): Promise<{ authenticator: TotpAuthenticator } | { enrolment: TotpSecret }> => {
      const answer = await wire.bodyOrAbsent(() => http.GET(path))
      if ('found' in answer) return { authenticator: answer.found.data }
      const { meta } = answer.absent as { meta: { secret: string; totp_url: string } }
      return { enrolment: { secret: meta.secret, url: meta.totp_url } }
    },

    /** The secret that `get` returned last, as a QR code (SVG). */
    qr: async (): Promise<string> => (await wire.data(() => http.GET(`${path}/qr`))).svg,

    /** Activate the app with its first code. */
    activate: async (typed: string): Promise<Enrolled<TotpAuthenticator>> =>
      enrolled(wire, await wire.body(() => http.POST(path, { body: { code: typed } }))),

    deactivate: async (): Promise<void> => {
      await wire.body(() => http.DELETE(path))
    }
  }
}
