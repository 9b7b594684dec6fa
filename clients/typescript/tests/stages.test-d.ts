import { expectTypeOf, test } from 'vitest'

import type { components } from '../src/index.js'
import { failureOf, unhandled, type Failure, type Flow, type ProofFlow, type Stage, type State } from '../src/index.js'

test('a switch over every stage compiles', () => {
  const page = (stage: Stage): string => {
    switch (stage.id) {
      case 'verify_email':
      case 'verify_phone':
      case 'login_by_code':
      case 'password_reset_by_code':
      case 'mfa_signup_webauthn':
      case 'provider_signup':
      case 'mfa_trust':
        return stage.id
      case 'mfa_authenticate':
      case 'mfa_enrol':
        return stage.types.join()
      default:
        return unhandled(stage)
    }
  }
  expectTypeOf(page).returns.toBeString()
})

test('a switch that leaves a stage out does not', () => {
  const page = (stage: Stage): string => {
    switch (stage.id) {
      case 'verify_email':
        return stage.id
      default:
        // @ts-expect-error - the other stages are not handled
        return unhandled(stage)
    }
  }
  expectTypeOf(page).returns.toBeString()
})

test('who is logged in is known only after the state was asked', () => {
  const name = (state: State): string => {
    // @ts-expect-error - nobody may be logged in
    expectTypeOf(state.user)
    return state.kind === 'authenticated' ? state.user.display : ''
  }
  expectTypeOf(name).returns.toBeString()
})

test('every flow that the server describes is a stage, a way in, a proof, or asks for a link', () => {
  type Described = components['schemas']['UnauthenticatedData']['flows'][number]['id']
  expectTypeOf<Exclude<Described, Stage['id'] | Flow['id'] | ProofFlow['id'] | 'provider_link'>>().toBeNever()
})

test('failures are told apart by kind', () => {
  const failure = failureOf(undefined)
  expectTypeOf(failure).toEqualTypeOf<Failure>()
  if (failure.kind === 'limited') expectTypeOf(failure.retryAfter).toEqualTypeOf<number | undefined>()
  if (failure.kind === 'input') expectTypeOf(failure.faults[0]!.code).toBeString()
  // @ts-expect-error - not every failure has faults
  expectTypeOf(failure.faults)
})
