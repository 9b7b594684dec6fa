import type { Client } from '../client.js'
import type { Field } from './form.js'
import { english, type Texts } from './texts.js'

export interface KitOptions {
  client: Client
  /** Texts that replace the English ones. */
  texts?: Partial<Texts>
  /** The fields of `accounts.signup_fields`; email address and password by default. */
  signUpFields?: Field[]
}

/** What all forms of an application share. */
export interface Kit {
  client: Client
  texts: Texts
  signUpFields: Field[]
  /** Where the last code was sent, to send it again; in memory only. */
  sentTo: string
  /** A message that the next login form shows. */
  notice: string
}

export function createKit({ client, texts: own, signUpFields }: KitOptions): Kit {
  const texts = { ...english, ...own }
  const fields: Field[] = [
    { name: 'email', label: texts.email, type: 'email', autocomplete: 'email' },
    { name: 'password', label: texts.password, type: 'password', autocomplete: 'new-password' }
  ]
  return { client, texts, signUpFields: signUpFields ?? fields, sentTo: '', notice: '' }
}
