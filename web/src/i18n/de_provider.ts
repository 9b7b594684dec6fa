import type { Texts } from './en'

export const authorize: Texts['authorize'] = {
  title: app => `${app} möchte auf Ihr Konto zugreifen`,
  as: name => `Sie sind als ${name} angemeldet.`,
  another: 'Anderes Konto verwenden',
  allows: app => `Damit darf ${app}:`,
  resource: url => `${url} in Ihrem Namen nutzen`,
  until: 'Sie können den Zugriff jederzeit in Ihrem Konto beenden.',
  session: site => `Der Zugriff endet, wenn Sie sich bei ${site} abmelden oder ihn vorher in Ihrem Konto beenden.`,
  returns: host => `Danach geht es weiter zu ${host}.`,
  privacy: 'Datenschutz',
  terms: 'Nutzungsbedingungen',
  unverified: site =>
    `${site} weiß nicht, wer diese App betreibt. Erlauben Sie den Zugriff nur, wenn Sie ihr vertrauen und selbst von dort gekommen sind.`,
  needsFactor: 'Diese App verlangt die Bestätigung in zwei Schritten. Richten Sie diese zuerst ein, und kehren Sie dann zur App zurück:',
  allow: 'Erlauben',
  decline: 'Nicht erlauben',
  expiredTitle: 'Diese Anfrage ist abgelaufen',
  expired: 'Sie wurde schon beantwortet, oder es hat zu lange gedauert. Gehen Sie zur App zurück, und beginnen Sie noch einmal.'
}

export const device: Texts['device'] = {
  title: 'Auf einem Gerät anmelden',
  lead: 'Geben Sie den Code ein, den Ihr Gerät anzeigt.',
  check: code => `Fahren Sie nur fort, wenn Ihr eigenes Gerät jetzt den Code ${code} anzeigt.`,
  allowed: 'Ihr Gerät ist angemeldet',
  declined: 'Ihr Gerät wurde nicht angemeldet',
  close: 'Sie können diese Seite schließen und zu Ihrem Gerät zurückkehren.'
}

export const logout: Texts['logout'] = {
  title: 'Möchten Sie sich abmelden?',
  asks: (app, site) => `${app} hat Sie hierher geschickt, um Sie von ${site} abzumelden.`,
  stay: 'Angemeldet bleiben',
  continues: host => `Weiter zu ${host}`
}
