import {
  AuthFlow,
  LogOutForm,
  ProviderButtons,
  ReauthenticationDialog,
  RecoveryCodesForm,
  ResetLinkForm,
  SetUpTotpForm,
  SignedIn,
  SignedOut,
  useUser,
  VerifyLinkForm
} from '@gatepost/react'
import { useState } from 'react'

import { takeMailedKey } from './mailed_key'

const mailed = takeMailedKey()

function Account() {
  const user = useUser()
  const [settingUp, setSettingUp] = useState(false)
  return (
    <>
      <h1>Hello, {user?.display}</h1>
      {settingUp ? (
        <>
          <SetUpTotpForm />
          <RecoveryCodesForm />
        </>
      ) : (
        <button onClick={() => setSettingUp(true)}>Second factor</button>
      )}
      <LogOutForm />
    </>
  )
}

export function App() {
  const [link, setLink] = useState(mailed)
  const done = () => setLink(undefined)
  if (link?.purpose === 'verify') return <VerifyLinkForm mailedKey={link.key} onDone={done} />
  if (link?.purpose === 'reset') return <ResetLinkForm mailedKey={link.key} onDone={done} />
  return (
    <>
      <SignedOut>
        <AuthFlow />
        <ProviderButtons callbackUrl={location.origin} />
      </SignedOut>
      <SignedIn>
        <Account />
      </SignedIn>
      <ReauthenticationDialog />
    </>
  )
}
