import type { Texts } from './en'

export const authorize: Texts['authorize'] = {
  title: app => `${app} souhaite accéder à votre compte`,
  as: name => `Vous êtes connecté en tant que ${name}.`,
  another: 'Utiliser un autre compte',
  allows: app => `${app} pourra :`,
  resource: url => `Utiliser ${url} en votre nom`,
  until: 'Vous pouvez mettre fin à cet accès à tout moment dans votre compte.',
  session: site => `L’accès prend fin quand vous vous déconnectez de ${site}, ou plus tôt si vous y mettez fin dans votre compte.`,
  returns: host => `Vous serez ensuite redirigé vers ${host}.`,
  privacy: 'Confidentialité',
  terms: 'Conditions d’utilisation',
  unverified: site =>
    `${site} ne sait pas qui exploite cette application. N’autorisez l’accès que si vous lui faites confiance et si vous en venez vous-même.`,
  needsFactor: 'Cette application exige la validation en deux étapes. Configurez-la d’abord, puis revenez à l’application :',
  allow: 'Autoriser',
  decline: 'Ne pas autoriser',
  expiredTitle: 'Cette demande a expiré',
  expired: 'Elle a déjà reçu une réponse, ou a pris trop de temps. Retournez à l’application et recommencez.'
}

export const device: Texts['device'] = {
  title: 'Connecter un appareil',
  lead: 'Saisissez le code affiché par votre appareil.',
  check: code => `Ne continuez que si votre propre appareil affiche maintenant le code ${code}.`,
  allowed: 'Votre appareil est connecté',
  declined: 'Votre appareil n’a pas été connecté',
  close: 'Vous pouvez fermer cette page et revenir à votre appareil.'
}

export const logout: Texts['logout'] = {
  title: 'Voulez-vous vous déconnecter ?',
  asks: (app, site) => `${app} vous a envoyé ici pour vous déconnecter de ${site}.`,
  stay: 'Rester connecté',
  continues: host => `Continuer vers ${host}`
}
