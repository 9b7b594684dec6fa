'use client'

import { providerActions, reauthenticationForms, ReauthenticationQueue, type Form } from '@gatepost/client/forms'
import { useEffect, useMemo, useRef, useSyncExternalStore, type ReactNode } from 'react'

import { FormChoice, useForm } from './form_view.js'
import { useAuth, useGatepost } from './provider.js'

/** Children for signed-in users. */
export function SignedIn({ children }: { children?: ReactNode }) {
  return useAuth()?.kind === 'authenticated' ? children : null
}

/** Children for visitors, also those in the middle of a login. */
export function SignedOut({ children }: { children?: ReactNode }) {
  const state = useAuth()
  return state && state.kind !== 'authenticated' ? children : null
}

/** One button for each provider that the server offers. */
export function ProviderButtons({ callbackUrl }: { callbackUrl: string }) {
  const { kit, config } = useGatepost()
  const form = useMemo((): Form => {
    const actions = config ? providerActions(kit, config, callbackUrl) : []
    return { name: 'providers', title: '', choose: '', fields: [], send: () => Promise.resolve(undefined), actions }
  }, [kit, config, callbackUrl])
  const { control, state } = useForm(form)
  if (form.actions.length === 0) return null
  return (
    <div data-gatepost="providers">
      <div role="alert">{state.problem}</div>
      {form.actions.map(({ name, label, run }) => (
        <button
          key={name}
          type="button"
          data-part="provider"
          data-provider={name}
          disabled={state.busy}
          onClick={() => void control.run(run)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

/** A dialog that opens when an operation needs reauthentication, which then continues. Put one on the page. */
export function ReauthenticationDialog() {
  const { kit } = useGatepost()
  const dialog = useRef<HTMLDialogElement>(null)
  const queue = useMemo(() => new ReauthenticationQueue(kit.client), [kit])
  const open = useSyncExternalStore(queue.subscribe, queue.current, () => undefined)
  const forms = useMemo(() => (open ? reauthenticationForms(kit, open.flows) : []), [kit, open])
  useEffect(() => {
    if (open) dialog.current?.showModal()
  }, [open])
  if (!open) return null
  return (
    <dialog ref={dialog} data-gatepost="reauthentication" onClose={() => open.answer(false)}>
      <FormChoice forms={forms} onDone={() => open.answer(true)} />
      <button type="button" data-part="cancel" onClick={() => open.answer(false)}>
        {kit.texts.cancel}
      </button>
    </dialog>
  )
}
