import { createBrowserClient, failureOf } from './gatepost.js'

const auth = createBrowserClient({ url: 'http://api.gatepost.localhost:8000' })
const find = id => document.getElementById(id)

/** What takes the code of each stage; a stage that is not here is one that this page does not know. */
const STAGES = {
  verify_email: typed => auth.email.verify(typed),
  login_by_code: typed => auth.code.confirm(typed),
  mfa_authenticate: typed => auth.secondFactor.authenticate(typed)
}

async function show(state) {
  const stage = state.kind === 'pending' ? state.stage.id : ''
  find('enter').hidden = state.kind !== 'anonymous'
  find('code').hidden = !(stage in STAGES)
  find('account').hidden = state.kind !== 'authenticated'
  if (stage) find('told').textContent = stage in STAGES ? 'A code is needed.' : `This page does not know "${stage}".`
  if (state.kind !== 'authenticated') return
  find('name').textContent = state.user.email
  const others = (await auth.sessions.list()).filter(one => !one.is_current)
  find('sessions').replaceChildren(
    ...others.map(one => Object.assign(document.createElement('li'), { textContent: one.device || one.user_agent }))
  )
}

/** Does it, and says what went wrong. */
async function attempt(act) {
  find('told').textContent = ''
  try {
    await act()
  } catch (error) {
    const failure = failureOf(error)
    find('told').textContent = failure.faults?.map(fault => fault.message).join(' ') || failure.kind
  }
}

find('enter').addEventListener('submit', event => {
  event.preventDefault()
  const { email, password } = Object.fromEntries(new FormData(event.target))
  const act = event.submitter?.value === 'signUp' ? auth.password.signUp : auth.password.logIn
  void attempt(() => act({ email, password }))
})
find('code').addEventListener('submit', event => {
  event.preventDefault()
  const { code } = Object.fromEntries(new FormData(event.target))
  void attempt(() => STAGES[auth.state.stage.id](code))
})
find('leave').addEventListener('click', () => void attempt(() => auth.logOut()))

// Of this tab and of others alike.
auth.subscribe(state => void show(state))
const key = /^#verify=(\w+)$/.exec(location.hash)?.[1]
if (key) history.replaceState(null, '', location.pathname)
void attempt(() => (key ? auth.email.verify(key) : auth.session()))
