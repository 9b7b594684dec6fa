'use client'

import { AuthFlow, ProviderButtons, ResetLinkForm, SignedOut, useAuth, VerifyLinkForm } from '@gatepost/react'
import { useEffect, useState } from 'react'

import { takeMailedKey } from './mailed_key'

export function Login({ next }: { next: string }) {
  const state = useAuth()
  const [link, setLink] = useState<ReturnType<typeof takeMailedKey>>()
  useEffect(() => {
    const found = takeMailedKey()
    if (found) setLink(found)
  }, [])
  useEffect(() => {
    if (state?.kind === 'authenticated') location.assign(next)
  }, [state, next])
  const done = () => setLink(undefined)

  if (link?.purpose === 'verify') return <VerifyLinkForm mailedKey={link.key} onDone={done} />
  if (link?.purpose === 'reset') return <ResetLinkForm mailedKey={link.key} onDone={done} />
  return (
    <SignedOut>
      <AuthFlow />
      <ProviderButtons callbackUrl={typeof location === 'undefined' ? '' : `${location.origin}/login`} />
    </SignedOut>
  )
}
