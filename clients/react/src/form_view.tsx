'use client'

import { FormControl, type Field, type Form, type FormState, type Shown } from '@gatepost/client/forms'
import { useEffect, useId, useMemo, useRef, useState, useSyncExternalStore, type SyntheticEvent } from 'react'

import { useGatepost } from './provider.js'

/** Runs a form; for your own markup. */
export function useForm(form: Form): { control: FormControl; state: FormState } {
  const { texts } = useGatepost().kit
  const control = useMemo(() => new FormControl(form, texts), [form, texts])
  useEffect(() => control.start(), [control])
  const state = useSyncExternalStore(control.subscribe, control.state, control.state)
  return { control, state }
}

function valuesOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : ''])
  )
}

const never = () => () => undefined

/** Whether the page's scripts handle its forms: not in what the server rendered, until React has taken it over. */
const useHydrated = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false
  )

/** Renders a form without styles. Its parts are marked with `data-part`; the form with `data-gatepost` and its name. */
export function FormView({ form, onDone }: { form: Form; onDone?: (() => void) | undefined }) {
  const { control, state } = useForm(form)
  // Sent before this script runs, a login would write the password into the address, and a logout do nothing.
  const inert = !useHydrated() || state.busy
  const element = useRef<HTMLFormElement>(null)
  const id = useId()
  useEffect(() => {
    // After an error the focus is on the field to correct.
    element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [state.faults])

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault()
    if (await control.submit(valuesOf(event.currentTarget))) onDone?.()
  }

  return (
    <form
      ref={element}
      method="post"
      data-gatepost={form.name}
      aria-labelledby={id}
      aria-busy={state.busy}
      noValidate
      onSubmit={event => void submit(event)}
    >
      <h2 id={id}>{form.title}</h2>
      {form.lead && <p data-part="lead">{form.lead}</p>}
      <div role="alert">{state.problem && <p data-part="problem">{state.problem}</p>}</div>
      <div role="status">{state.shown.notice && <p data-part="notice">{state.shown.notice}</p>}</div>
      <ShownView shown={state.shown} />
      {form.fields.map(field => (
        <FieldView
          key={field.name}
          field={field}
          fault={state.faults[field.name]}
          onInput={() => control.clear(field.name)}
        />
      ))}
      {form.submit && (
        <button type="submit" data-part="submit" disabled={inert}>
          {form.submit}
        </button>
      )}
      {form.actions.map(({ name, label, run }) => (
        <button
          key={name}
          type="button"
          data-part="action"
          data-action={name}
          disabled={inert}
          onClick={() => void control.run(run)}
        >
          {label}
        </button>
      ))}
    </form>
  )
}

function FieldView({ field, fault, onInput }: { field: Field; fault: string | undefined; onInput: () => void }) {
  const id = useId()
  return (
    <div data-part="field">
      <label htmlFor={id}>{field.label}</label>
      <input
        id={id}
        name={field.name}
        type={field.type}
        autoComplete={field.autocomplete}
        inputMode={field.inputMode}
        aria-required={!field.optional}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onInput={onInput}
      />
      {fault !== undefined && (
        <p id={`${id}-fault`} role="alert" data-part="fault">
          {fault}
        </p>
      )}
    </div>
  )
}

function ShownView({ shown: { picture, secret, codes } }: { shown: Shown }) {
  const { texts } = useGatepost().kit
  return (
    <>
      {picture && <img data-part="picture" src={picture} alt={texts.picture} />}
      {secret && <code data-part="secret">{secret}</code>}
      {codes && (
        <ul data-part="codes">
          {codes.map(code => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Several forms of which the user chooses one: the first is shown, buttons lead to the others. */
export function FormChoice({ forms, onDone }: { forms: Form[]; onDone?: (() => void) | undefined }) {
  const [chosen, setChosen] = useState<string>()
  const form = forms.find(one => one.name === chosen) ?? forms[0]
  if (!form) return null
  return (
    <div data-gatepost="choice">
      <FormView key={form.name} form={form} onDone={onDone} />
      {forms
        .filter(one => one !== form)
        .map(({ name, choose }) => (
          <button key={name} type="button" data-part="choose" data-choose={name} onClick={() => setChosen(name)}>
            {choose}
          </button>
        ))}
    </div>
  )
}
