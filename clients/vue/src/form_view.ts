import { FormControl, type Field, type Form, type FormState, type Shown, type Values } from '@gatepost/client/forms'
import {
  defineComponent,
  h,
  nextTick,
  onMounted,
  onUnmounted,
  ref,
  shallowRef,
  useId,
  watch,
  type PropType,
  type ShallowRef,
  type VNode
} from 'vue'

import { useGatepost } from './plugin.js'

/** Runs a form; for your own markup. */
export function useForm(form: () => Form): {
  control: Readonly<ShallowRef<FormControl>>
  state: Readonly<ShallowRef<FormState>>
} {
  const { texts } = useGatepost().kit
  const control = shallowRef(new FormControl(form(), texts))
  const state = shallowRef(control.value.state())
  let stop: () => void = () => undefined
  const begin = (given: Form) => {
    stop()
    const started = (control.value = new FormControl(given, texts))
    const unsubscribe = started.subscribe(() => (state.value = started.state()))
    state.value = started.state()
    const leave = started.start()
    stop = () => {
      unsubscribe()
      leave()
    }
  }
  watch(form, begin, { immediate: true })
  onUnmounted(() => stop())
  return { control, state }
}

function valuesOf(form: HTMLFormElement): Values {
  return Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : ''])
  )
}

const shownView = ({ picture, secret, codes }: Shown, alt: string): (VNode | undefined)[] => [
  picture ? h('img', { 'data-part': 'picture', src: picture, alt }) : undefined,
  secret ? h('code', { 'data-part': 'secret' }, secret) : undefined,
  codes &&
    h(
      'ul',
      { 'data-part': 'codes' },
      codes.map(code => h('li', { key: code }, h('code', code)))
    )
]

function fieldView(field: Field, id: string, fault: string | undefined, onInput: () => void): VNode {
  return h('div', { 'data-part': 'field', key: field.name }, [
    h('label', { for: id }, field.label),
    h('input', {
      id,
      name: field.name,
      type: field.type,
      autocomplete: field.autocomplete,
      inputmode: field.inputMode,
      'aria-required': !field.optional,
      'aria-invalid': fault !== undefined,
      'aria-describedby': fault === undefined ? undefined : `${id}-fault`,
      onInput
    }),
    fault === undefined ? undefined : h('p', { id: `${id}-fault`, role: 'alert', 'data-part': 'fault' }, fault)
  ])
}

const message = (role: string, part: string, text: string | undefined): VNode =>
  h('div', { role }, text === undefined ? [] : h('p', { 'data-part': part }, text))

/** Renders a form without styles. Its parts are marked with `data-part`; the form with `data-gatepost` and its name. */
export const FormView = defineComponent({
  name: 'FormView',
  props: { form: { type: Object as PropType<Form>, required: true } },
  emits: { done: () => true },
  setup(props, { emit }) {
    const { texts } = useGatepost().kit
    const { control, state } = useForm(() => props.form)
    const element = ref<HTMLFormElement>()
    const id = useId()
    // Sent before this script runs, a login would write the password into the address, and a logout do nothing.
    const mounted = ref(false)
    onMounted(() => (mounted.value = true))
    watch(
      () => state.value.faults,
      // After an error the focus is on the field to correct.
      () => nextTick(() => element.value?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
    )
    async function submit(event: Event): Promise<void> {
      event.preventDefault()
      if (await control.value.submit(valuesOf(event.currentTarget as HTMLFormElement))) emit('done')
    }
    const button = (type: string, part: string, label: string, more: object) =>
      h('button', { type, 'data-part': part, disabled: state.value.busy || !mounted.value, ...more }, label)

    return () => {
      const { form } = props
      const { busy, faults, problem, shown } = state.value
      const own = {
        method: 'post',
        'data-gatepost': form.name,
        'aria-labelledby': id,
        'aria-busy': busy,
        novalidate: true
      }
      return h('form', { ref: element, ...own, onSubmit: submit }, [
        h('h2', { id }, form.title),
        form.lead ? h('p', { 'data-part': 'lead' }, form.lead) : undefined,
        message('alert', 'problem', problem),
        message('status', 'notice', shown.notice),
        ...shownView(shown, texts.picture),
        form.fields.map(field =>
          fieldView(field, `${id}-${field.name}`, faults[field.name], () => control.value.clear(field.name))
        ),
        form.submit ? button('submit', 'submit', form.submit, {}) : undefined,
        form.actions.map(({ name, label, run }) =>
          button('button', 'action', label, { key: name, 'data-action': name, onClick: () => control.value.run(run) })
        )
      ])
    }
  }
})

/** Several forms of which the user chooses one: the first is shown, buttons lead to the others. */
export const FormChoice = defineComponent({
  name: 'FormChoice',
  props: { forms: { type: Array as PropType<Form[]>, required: true } },
  emits: { done: () => true },
  setup(props, { emit }) {
    const chosen = ref<string>()
    return () => {
      const form = props.forms.find(one => one.name === chosen.value) ?? props.forms[0]
      if (!form) return undefined
      return h('div', { 'data-gatepost': 'choice' }, [
        h(FormView, { key: form.name, form, onDone: () => emit('done') }),
        props.forms
          .filter(one => one !== form)
          .map(({ name, choose }) =>
            h(
              'button',
              {
                key: name,
                type: 'button',
                'data-part': 'choose',
                'data-choose': name,
                onClick: () => (chosen.value = name)
              },
              choose
            )
          )
      ])
    }
  }
})
