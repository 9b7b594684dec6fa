import {
  providerActions,
  reauthenticationForms,
  ReauthenticationQueue,
  type Form,
  type Reauthentication
} from '@gatepost/client/forms'
import { computed, defineComponent, h, nextTick, onUnmounted, ref, shallowRef } from 'vue'

import { FormChoice, useForm } from './form_view.js'
import { useAuth, useGatepost } from './plugin.js'

/** Its slot, for signed-in users. */
export const SignedIn = defineComponent({
  name: 'SignedIn',
  setup(_, { slots }) {
    const state = useAuth()
    return () => (state.value?.kind === 'authenticated' ? slots['default']?.() : undefined)
  }
})

/** Its slot, for visitors, also those in the middle of a login. */
export const SignedOut = defineComponent({
  name: 'SignedOut',
  setup(_, { slots }) {
    const state = useAuth()
    return () => (state.value && state.value.kind !== 'authenticated' ? slots['default']?.() : undefined)
  }
})

/** One button for each provider that the server offers. */
export const ProviderButtons = defineComponent({
  name: 'ProviderButtons',
  props: { callbackUrl: { type: String, required: true } },
  setup(props) {
    const { kit, config } = useGatepost()
    const form = computed((): Form => {
      const actions = config.value ? providerActions(kit, config.value, props.callbackUrl) : []
      return { name: 'providers', title: '', choose: '', fields: [], send: () => Promise.resolve(undefined), actions }
    })
    const { control, state } = useForm(() => form.value)
    return () =>
      form.value.actions.length === 0
        ? undefined
        : h('div', { 'data-gatepost': 'providers' }, [
            h('div', { role: 'alert' }, state.value.problem),
            form.value.actions.map(({ name, label, run }) =>
              h(
                'button',
                {
                  key: name,
                  type: 'button',
                  'data-part': 'provider',
                  'data-provider': name,
                  disabled: state.value.busy,
                  onClick: () => control.value.run(run)
                },
                label
              )
            )
          ])
  }
})

/** A dialog that opens when an operation needs reauthentication, which then continues. Put one on the page. */
export const ReauthenticationDialog = defineComponent({
  name: 'ReauthenticationDialog',
  setup() {
    const { kit } = useGatepost()
    const queue = new ReauthenticationQueue(kit.client)
    const open = shallowRef<Reauthentication>()
    const dialog = ref<HTMLDialogElement>()
    const unsubscribe = queue.subscribe(() => {
      open.value = queue.current()
      void nextTick(() => dialog.value?.showModal())
    })
    onUnmounted(unsubscribe)
    const forms = computed(() => (open.value ? reauthenticationForms(kit, open.value.flows) : []))
    return () => {
      const asked = open.value
      if (!asked) return undefined
      const cancel = () => asked.answer(false)
      return h('dialog', { ref: dialog, 'data-gatepost': 'reauthentication', onClose: cancel }, [
        h(FormChoice, { forms: forms.value, onDone: () => asked.answer(true) }),
        h('button', { type: 'button', 'data-part': 'cancel', onClick: cancel }, kit.texts.cancel)
      ])
    }
  }
})
