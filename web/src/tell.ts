import { Notify } from 'quasar'

/** A word at the edge of the page that goes by itself; read out, too. */
export function tell(message: string): void {
  Notify.create({ message, position: 'bottom', timeout: 4500, progress: false, attrs: { role: 'status' } })
}
