import { flowForms } from '@gatepost/client/forms'
import { GatepostProvider, useAuth, useClient, useGatepost, useUser } from '@gatepost/react'
import { useMemo, useState } from 'react'
import { Button, Text, View } from 'react-native'

import { client } from './client'
import { FormView } from './FormView'

/** What a visitor can do, or the step that is pending; buttons lead to the other forms. */
function Login() {
  const state = useAuth()
  const { kit, config } = useGatepost()
  const [chosen, setChosen] = useState<string>()
  const forms = useMemo(() => (state && config ? flowForms(kit, state, config) : []), [kit, config, state])
  const form = forms.find(({ name }) => name === chosen) ?? forms[0]
  if (!form) return null
  return (
    <View>
      <FormView key={form.name} form={form} />
      {forms
        .filter(one => one !== form)
        .map(({ name, choose }) => (
          <Button key={name} title={choose} onPress={() => setChosen(name)} />
        ))}
    </View>
  )
}

function Account() {
  const user = useUser()
  const auth = useClient()
  return (
    <View>
      <Text accessibilityRole="header">Hello, {user?.display}</Text>
      <Button title="Log out" onPress={() => void auth.logOut().catch(() => undefined)} />
    </View>
  )
}

function Screen() {
  return useAuth()?.kind === 'authenticated' ? <Account /> : <Login />
}

export default function App() {
  return (
    <GatepostProvider client={client}>
      <View>
        <Screen />
      </View>
    </GatepostProvider>
  )
}
