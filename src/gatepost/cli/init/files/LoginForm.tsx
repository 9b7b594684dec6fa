// Needs: npm install @gatepost/client @gatepost/react
import { createBrowserClient } from '@gatepost/client'
import { AuthFlow, GatepostProvider, LogOutForm, SignedIn, useUser } from '@gatepost/react'

// One client for the whole app: other components that use @gatepost/react belong inside this provider, too.
const client = createBrowserClient()

function Account() {
  return (
    <>
      <p>{useUser()?.display}</p>
      <LogOutForm />
    </>
  )
}

/** Logs in or signs up, with every step that the server asks for; shows who is logged in. */
export function LoginForm() {
  return (
    <GatepostProvider client={client}>
      <AuthFlow />
      <SignedIn>
        <Account />
      </SignedIn>
    </GatepostProvider>
  )
}
