import type { components } from '../schema.js'
import type { State } from '../state.js'
import type { Wire } from '../wire.js'

/** A field of the profile: its form, its label in the language of the request, and its value. */
export type ProfileField = components['schemas']['ProfileEntry']

/** The fields that the user may change, and the stored language of mails; null if there is none. */
export type Profile = components['schemas']['ProfileData']

export function account(wire: Wire) {
  return {
    /** The fields that the user may change: names, and those that the project declares. */
    profile: (): Promise<Profile> => wire.data(() => wire.http.GET('/account/profile')),

    /** Change fields by name; an empty text or null empties one. Fails with `input`, and the fault of each field. */
    editProfile: async (values: Record<string, ProfileField['value']>): Promise<Profile> => {
      const changed = await wire.data(() => wire.http.PATCH('/account/profile', { body: values }))
      await wire.look()
      return changed
    },

    /** Store the language of later mails, for example `de`. */
    chooseLanguage: async (language: string): Promise<void> => {
      await wire.body(() => wire.http.PUT('/account/language', { body: { language } }))
    },

    /** Delete the account permanently, if the server allows it. */
    remove: async (): Promise<State> => {
      const state = await wire.state(() => wire.http.DELETE('/account'))
      await wire.door.forget()
      return state
    }
  }
}
