import type { Texts } from './en'

export const authorize: Texts['authorize'] = {
  title: app => `${app} quiere acceder a su cuenta`,
  as: name => `Ha iniciado sesión como ${name}.`,
  another: 'Usar otra cuenta',
  allows: app => `Esto permitirá a ${app}:`,
  resource: url => `Usar ${url} en su nombre`,
  until: 'Puede retirar el acceso en cualquier momento desde su cuenta.',
  session: site => `El acceso termina cuando cierre sesión en ${site}, o antes si lo retira desde su cuenta.`,
  returns: host => `Después continuará en ${host}.`,
  privacy: 'Privacidad',
  terms: 'Condiciones de uso',
  unverified: site =>
    `${site} no sabe quién gestiona esta aplicación. Permita el acceso solo si confía en ella y ha llegado aquí desde ella.`,
  needsFactor: 'Esta aplicación exige la verificación en dos pasos. Configúrela primero y vuelva después a la aplicación:',
  allow: 'Permitir',
  decline: 'No permitir',
  expiredTitle: 'Esta solicitud ha caducado',
  expired: 'Ya se ha respondido o ha tardado demasiado. Vuelva a la aplicación y empiece de nuevo.'
}

export const device: Texts['device'] = {
  title: 'Iniciar sesión en un dispositivo',
  lead: 'Introduzca el código que muestra su dispositivo.',
  check: code => `Continúe solo si su propio dispositivo muestra ahora el código ${code}.`,
  allowed: 'Su dispositivo ha iniciado sesión',
  declined: 'Su dispositivo no ha iniciado sesión',
  close: 'Puede cerrar esta página y volver a su dispositivo.'
}

export const logout: Texts['logout'] = {
  title: '¿Quiere cerrar la sesión?',
  asks: (app, site) => `${app} le ha enviado aquí para cerrar su sesión en ${site}.`,
  stay: 'Mantener la sesión abierta',
  continues: host => `Continuar a ${host}`
}
