import { Notify } from 'quasar'

/** Show a notification that disappears by itself; screen readers announce it (`role=status`). */
export function notify(message: string): void {
  Notify.create({ message, position: 'bottom', timeout: 4500, progress: false, attrs: { role: 'status' } })
}
