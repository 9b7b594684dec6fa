import { createBrowserClient, GatepostError } from '@gatepost/client'
import { useAuth } from '@gatepost/client/react'
import { useState, type FormEvent } from 'react'

const auth = createBrowserClient()

/** Logs in with an email address and a password; shows who is logged in, and which step is missing. */
export function LoginForm() {
  const state = useAuth(auth)
  const [message, setMessage] = useState('')

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setMessage('')
    try {
      await auth.password.logIn({ email: String(form.get('email')), password: String(form.get('password')) })
    } catch (error) {
      setMessage(error instanceof GatepostError ? error.message : String(error))
    }
  }

  if (state?.kind === 'authenticated') {
    return (
      <p>
        {state.user.display} <button onClick={() => void auth.logOut()}>Log out</button>
      </p>
    )
  }
  if (state?.kind === 'pending') return <p>Next step: {state.stage.id}</p>
  return (
    <form onSubmit={event => void submit(event)}>
      <label>
        Email <input name="email" type="email" autoComplete="username webauthn" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p role="alert">{message}</p>
      <button>Log in</button>
    </form>
  )
}
