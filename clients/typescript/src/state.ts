import type { components } from './schema.js'

type Schemas = components['schemas']

export type User = Schemas['User']
export type AuthenticatorType = Schemas['EnrolFlow']['types'][number]

/** One way in which the session was proved; `at` in Unix seconds. */
export type Proof = Schemas['ProofShape']

type Told = Schemas['UnauthenticatedData']['flows'][number]
type Bare<One> = One extends unknown ? { [Field in keyof One as Exclude<Field, 'is_pending'>]: One[Field] } : never
type Of<Id extends Told['id']> = Bare<Extract<Told, { id: Id }>>

/** A step that a login, a sign-up or a reset waits for. */
export type Stage = Of<
  | 'verify_email'
  | 'verify_phone'
  | 'login_by_code'
  | 'password_reset_by_code'
  | 'provider_signup'
  | 'mfa_signup_webauthn'
  | 'mfa_authenticate'
  | 'mfa_enrol'
  | 'mfa_trust'
>

/** A provider as the server names it. */
export type ProviderInfo = Schemas['Provider']

/** A way in that is open to anybody. */
export type Flow = Of<
  | 'login'
  | 'login_by_code'
  | 'signup'
  | 'password_reset_by_code'
  | 'mfa_login_webauthn'
  | 'mfa_signup_webauthn'
  | 'provider_redirect'
  | 'provider_token'
>

/** A way to prove, once more, who one is. */
export type ProofFlow = Of<'reauthenticate' | 'mfa_reauthenticate' | 'mfa_enrol'>

export interface Authenticated {
  kind: 'authenticated'
  user: User
  methods: Proof[]
}

/**
 * Something is still missing. `stage` is the step to take now; `stages` holds it and, rarely, others that wait beside
 * it (a reset that was asked for during a login by code).
 */
export interface Pending {
  kind: 'pending'
  stage: Stage
  stages: Stage[]
  flows: Flow[]
}

export interface Anonymous {
  kind: 'anonymous'
  flows: Flow[]
}

/** How things stand. Whatever is not `authenticated` is not logged in. */
export type State = Authenticated | Pending | Anonymous

/** A link was mailed; nothing waits in this session. */
export interface Mailed {
  kind: 'mailed'
}

/**
 * Put this behind the last `case`: a stage that is not handled is then a compile error, and one that only a newer
 * server knows throws.
 */
export function unhandled(never: never): never {
  throw new Error(`unhandled: ${JSON.stringify(never)}`)
}

interface WireFlow {
  id: string
  is_pending?: boolean
}

interface WireState {
  data?: { flows?: WireFlow[]; user?: User; methods?: Proof[] }
  meta?: { is_authenticated?: boolean }
}

/** No step of this session: its answer is told by the operation that got it. */
const ELSEWHERE = 'provider_link'
const LATER = ['password_reset_by_code', 'login_by_code']

/** A state from the body of a 200 or a 401 that is no demand for a fresh proof. */
export function stateFrom(body: unknown): State {
  const { data, meta } = body as WireState
  if (meta?.is_authenticated && data?.user) {
    return { kind: 'authenticated', user: data.user, methods: data.methods ?? [] }
  }
  const all = (data?.flows ?? []).filter(flow => flow.id !== ELSEWHERE)
  const told = (pending: boolean) =>
    all.filter(flow => (flow.is_pending ?? false) === pending).map(({ is_pending: _, ...flow }) => flow)
  const flows = told(false) as Flow[]
  const stages = told(true) as Stage[]
  stages.sort((one, other) => LATER.indexOf(one.id) - LATER.indexOf(other.id))
  const [stage] = stages
  return stage ? { kind: 'pending', stage, stages, flows } : { kind: 'anonymous', flows }
}

/** What makes two states differ for other tabs. */
export function identity(state: State | undefined): string {
  if (!state) return ''
  if (state.kind === 'authenticated') return JSON.stringify([state.kind, state.user])
  return JSON.stringify(state.kind === 'pending' ? [state.kind, state.stages] : [state.kind])
}
