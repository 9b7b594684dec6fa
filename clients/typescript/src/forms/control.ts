import { failureOf, type Failure } from '../failure.js'
import type { Field, Form, Shown, Values } from './form.js'
import type { Texts } from './texts.js'

/** What a form looks like at the moment. A new object for every change. */
export interface FormState {
  busy: boolean
  /** Error messages by name of field. */
  faults: Readonly<Record<string, string>>
  /** An error that belongs to no field. */
  problem?: string
  shown: Shown
}

/** Runs a form: sends it once at a time, and sorts errors to the fields. */
export class FormControl {
  #state: FormState = { busy: false, faults: {}, shown: {} }
  #listeners = new Set<() => void>()

  constructor(
    readonly form: Form,
    readonly texts: Texts
  ) {}

  readonly state = (): FormState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Load what the form shows, and attend to it until the returned function is called. */
  readonly start = (): (() => void) => {
    const { load, attend } = this.form
    if (load) void this.run(load)
    return attend?.() ?? (() => undefined)
  }

  /** Send the form. Resolves to whether it succeeded; never rejects. */
  readonly submit = (values: Values): Promise<boolean> => this.run(() => this.form.send(values))

  /** Run an operation as the form's: does nothing while another one runs. */
  readonly run = async (operation: () => Promise<Shown | undefined>): Promise<boolean> => {
    if (this.#state.busy) return false
    const { notice: _, ...kept } = this.#state.shown
    this.#set({ busy: true, faults: {}, shown: kept })
    try {
      const shown = await operation()
      this.#set({ busy: false, faults: {}, shown: { ...kept, ...shown } })
      return true
    } catch (error) {
      this.#set({ busy: false, shown: kept, ...this.#sorted(failureOf(error)) })
      return false
    }
  }

  /** The user changes a field: its error is over. */
  readonly clear = (name: string): void => {
    if (!(name in this.#state.faults)) return
    const { [name]: _, ...faults } = this.#state.faults
    this.#set({ ...this.#state, faults })
  }

  #set(state: FormState): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }

  #sorted(failure: Failure): Pick<FormState, 'faults' | 'problem'> {
    const all = 'faults' in failure ? failure.faults : []
    const faults: Record<string, string> = {}
    const rest = all.filter(fault => {
      const field = this.form.fields.find(one => shows(one, fault.param))
      if (field) faults[field.name] = [faults[field.name], fault.message].filter(Boolean).join(' ')
      return !field
    })
    if (all.length > 0 && rest.length === 0) return { faults }
    return { faults, problem: this.texts.failure(all.length > 0 ? ({ ...failure, faults: rest } as Failure) : failure) }
  }
}

const shows = (field: Field, param: string | undefined): boolean =>
  param !== undefined && (field.params ?? [field.name]).includes(param)
