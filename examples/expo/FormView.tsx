import type { Field, Form } from '@gatepost/client/forms'
import { useForm } from '@gatepost/react'
import { useState } from 'react'
import { Button, Text, TextInput, View } from 'react-native'

const KEYBOARDS = { email: 'email-address', tel: 'phone-pad', text: 'default', password: 'default' } as const

function keyboardOf({ type, inputMode }: Field) {
  return inputMode === 'numeric' ? 'number-pad' : KEYBOARDS[type]
}

/** Any form of the flows, with React Native's own inputs. */
export function FormView({ form }: { form: Form }) {
  const { control, state } = useForm(form)
  const [values, setValues] = useState<Record<string, string>>({})
  const change = (name: string, value: string) => {
    control.clear(name)
    setValues(known => ({ ...known, [name]: value }))
  }
  return (
    <View>
      <Text accessibilityRole="header">{form.title}</Text>
      {form.lead && <Text>{form.lead}</Text>}
      {state.problem && <Text accessibilityLiveRegion="assertive">{state.problem}</Text>}
      {state.shown.notice && <Text accessibilityLiveRegion="polite">{state.shown.notice}</Text>}
      {state.shown.secret && <Text selectable>{state.shown.secret}</Text>}
      {state.shown.codes?.map(code => (
        <Text key={code} selectable>
          {code}
        </Text>
      ))}
      {form.fields.map(field => (
        <View key={field.name}>
          <Text>{field.label}</Text>
          <TextInput
            accessibilityLabel={field.label}
            autoCapitalize="none"
            keyboardType={keyboardOf(field)}
            secureTextEntry={field.type === 'password'}
            textContentType={field.autocomplete === 'one-time-code' ? 'oneTimeCode' : 'none'}
            value={values[field.name] ?? ''}
            onChangeText={value => change(field.name, value)}
          />
          {state.faults[field.name] && <Text accessibilityLiveRegion="assertive">{state.faults[field.name]}</Text>}
        </View>
      ))}
      {form.submit && <Button title={form.submit} disabled={state.busy} onPress={() => void control.submit(values)} />}
      {form.actions.map(({ name, label, run }) => (
        <Button key={name} title={label} disabled={state.busy} onPress={() => void control.run(run)} />
      ))}
    </View>
  )
}
