/** An input of a form. `name` is its key in the values, and usually the API's name for it. */
export interface Field {
  name: string
  label: string
  type: 'text' | 'email' | 'tel' | 'password'
  /** The value of the attribute `autocomplete`. */
  autocomplete: string
  /** For codes of digits: the numeric keyboard. */
  inputMode?: 'numeric'
  optional?: boolean
  /** Parameters of the API whose errors are shown at this field, if not its name. */
  params?: string[]
}

/** What a form shows besides its fields. */
export interface Shown {
  /** URL of a picture: the QR code of an authenticator app. */
  picture?: string
  /** The same secret, to type. */
  secret?: string
  /** Recovery codes. */
  codes?: string[]
  /** A message. */
  notice?: string
}

export type Values = Readonly<Record<string, string>>

/** A button beside the one that submits. */
export interface Action {
  name: string
  label: string
  run: () => Promise<Shown | undefined>
}

/** One step of a flow, described so that any framework can render it. */
export interface Form {
  name: string
  title: string
  lead?: string
  /** The label of the button that leads here from another form. */
  choose: string
  fields: Field[]
  /** The label of the button that submits; without it there is nothing to submit. */
  submit?: string
  send: (values: Values) => Promise<Shown | undefined>
  actions: Action[]
  /** Loads what the form shows from the start. */
  load?: () => Promise<Shown | undefined>
  /** Runs while the form is on the page; returns a function that stops it. */
  attend?: () => () => void
}

/** For operations after which there is nothing to show: the state says what is next. */
export async function quietly(operation: Promise<unknown>): Promise<undefined> {
  await operation
  return undefined
}
