import type { components } from './schema.js'
import type { UserFields } from './user_fields.js'

type Schemas = components['schemas']

/** The signed-in user, with the fields that a project added to `UserFields`. */
export type User = Schemas['User'] & UserFields

/** A user as shown to the holder of a mailed key. */
export type NamedUser = Schemas['NamedUser']
export type AuthenticatorType = Schemas['EnrolFlow']['types'][number]

/** One method by which the user authenticated; `at` in Unix seconds. */
export type Proof = Schemas['ProofShape']

type DescribedFlow = Schemas['UnauthenticatedData']['flows'][number]
type Bare<One> = One extends unknown ? { [Field in keyof One as Exclude<Field, 'is_pending'>]: One[Field] } : never
type Of<Id extends DescribedFlow['id']> = Bare<Extract<DescribedFlow, { id: Id }>>

/** A pending step of a login, a sign-up or a reset. */
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

/** A provider, as the server describes it. */
export type ProviderInfo = Schemas['Provider']

/** A login method available to anonymous visitors. */
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

/** A way to reauthenticate. */
export type ProofFlow = Of<'reauthenticate' | 'mfa_reauthenticate' | 'mfa_enrol'>

export interface Authenticated {
  kind: 'authenticated'
  user: User
  methods: Proof[]
}

/**
 * A step is pending. `stage` is the current one; `stages` has it and, rarely, others that are pending beside it (a
 * reset requested during a login by code).
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

/** The session's state. The user is logged in only if it is `authenticated`. */
export type State = Authenticated | Pending | Anonymous

/** A link was mailed; nothing is pending in this session. */
export interface Mailed {
  kind: 'mailed'
}

/**
 * Call this in `default`: an unhandled stage is then a compile error, and one that only a newer server has throws.
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

/** Not a step of this session: the operation that received it returns it. */
const ELSEWHERE = 'provider_link'
const LATER = ['password_reset_by_code', 'login_by_code']

/** The state in the body of a 200, or of a 401 that doesn't require reauthentication. */
export function stateFrom(body: unknown): State {
  const { data, meta } = body as WireState
  if (meta?.is_authenticated && data?.user) {
    return { kind: 'authenticated', user: data.user, methods: data.methods ?? [] }
  }
  const all = (data?.flows ?? []).filter(flow => flow.id !== ELSEWHERE)
  const listed = (pending: boolean) =>
    all.filter(flow => (flow.is_pending ?? false) === pending).map(({ is_pending: _, ...flow }) => flow)
  const flows = listed(false) as Flow[]
  const stages = listed(true) as Stage[]
  stages.sort((one, other) => LATER.indexOf(one.id) - LATER.indexOf(other.id))
  const [stage] = stages
  return stage ? { kind: 'pending', stage, stages, flows } : { kind: 'anonymous', flows }
}

/** What makes two states different for other tabs. */
export function identity(state: State | undefined): string {
  if (!state) return ''
  if (state.kind === 'authenticated') return JSON.stringify([state.kind, state.user])
  return JSON.stringify(state.kind === 'pending' ? [state.kind, state.stages] : [state.kind])
}
