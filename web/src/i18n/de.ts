import { account } from './de_account'
import { authorize, device, logout } from './de_provider'
import type { Texts } from './en'

export const de: Texts = {
  account,
  authorize,
  common: {
    again: 'Erneut versuchen',
    back: 'Zurück',
    backToLogin: 'Zurück zur Anmeldung',
    cancel: 'Abbrechen',
    close: 'Schließen',
    continue: 'Weiter',
    copied: 'Kopiert',
    copy: 'Kopieren',
    done: 'Fertig',
    hidePassword: 'Passwort verbergen',
    language: 'Sprache',
    loading: 'Wird geladen',
    optional: 'optional',
    or: 'oder',
    remove: 'Entfernen',
    save: 'Speichern',
    showPassword: 'Passwort anzeigen',
    skipToContent: 'Zum Inhalt springen',
    theme: 'Darstellung',
    themeDark: 'Dunkel',
    themeLight: 'Hell',
    themeSystem: 'Wie im System'
  },
  device,
  fields: {
    code: 'Code',
    currentPassword: 'Bisheriges Passwort',
    email: 'E-Mail-Adresse',
    emailOrUsername: 'E-Mail-Adresse oder Benutzername',
    emailOrPhone: 'E-Mail-Adresse oder Telefonnummer',
    emailUsernameOrPhone: 'E-Mail-Adresse, Benutzername oder Telefonnummer',
    newPassword: 'Neues Passwort',
    newUsername: 'Neuer Benutzername',
    password: 'Passwort',
    phone: 'Telefonnummer',
    phoneHint: 'Mit Ländervorwahl, zum Beispiel +49 170 1234567',
    username: 'Benutzername',
    usernameOrPhone: 'Benutzername oder Telefonnummer'
  },
  login: {
    title: 'Anmelden',
    to: site => `Bei ${site} anmelden`,
    submit: 'Anmelden',
    forgot: 'Passwort vergessen?',
    passkey: 'Mit Passkey anmelden',
    code: 'Code per E-Mail erhalten',
    provider: name => `Weiter mit ${name}`,
    lastUsed: 'Zuletzt verwendet',
    noAccount: 'Neu hier?',
    toSignup: 'Konto anlegen',
    ended: 'Ihre Sitzung ist abgelaufen. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.',
    loggedOut: 'Sie sind abgemeldet.',
    deleted: 'Ihr Konto wurde gelöscht.',
    passwordSet: 'Ihr Passwort wurde geändert. Melden Sie sich mit dem neuen Passwort an.',
    noPasskey: 'Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder melden Sie sich anders an.'
  },
  logout,
  code: {
    title: 'Mit einem Code anmelden',
    lead: 'Wir senden Ihnen einen Einmalcode. Sie brauchen kein Passwort.',
    submit: 'Code senden',
    withPassword: 'Mit Passwort anmelden',
    enterTitle: 'Code eingeben',
    enterLead: to => `Wenn es ein Konto für ${to} gibt, haben wir einen Code dorthin gesendet.`,
    enterLeadUnknown: 'Wenn es ein Konto für Ihre Adresse oder Nummer gibt, haben wir einen Code dorthin gesendet.',
    linkTitle: 'Auf diesem Gerät anmelden',
    linkLead: 'Klicken Sie unten, um die Anmeldung abzuschließen.',
    linkSubmit: 'Anmelden'
  },
  codes: {
    resend: 'Neuen Code senden',
    resent: 'Wir haben Ihnen einen neuen Code gesendet.',
    noResend: 'Sie können keinen weiteren Code anfordern. Bitte beginnen Sie von vorn.',
    waitToResend: seconds => `Neuen Code in ${seconds} s senden`,
    over: 'Dieser Code ist abgelaufen, oder es gab zu viele Fehlversuche. Bitte beginnen Sie von vorn.',
    startAgain: 'Von vorn beginnen',
    spam: 'Nichts angekommen? Sehen Sie auch im Spam-Ordner nach.'
  },
  signup: {
    title: 'Konto anlegen',
    submit: 'Konto anlegen',
    passkey: 'Stattdessen mit Passkey registrieren',
    passkeyTitle: 'Mit Passkey registrieren',
    passkeyLead: 'Ohne Passwort: Melden Sie sich mit Fingerabdruck, Gesicht oder Displaysperre an.',
    withPassword: 'Stattdessen mit Passwort registrieren',
    closed: 'Registrierung geschlossen',
    closedLead: 'Zurzeit können keine neuen Konten angelegt werden.',
    haveAccount: 'Sie haben schon ein Konto?',
    toLogin: 'Anmelden',
    passwordHint: 'Mindestens 8 Zeichen. Wählen Sie ein Passwort, das Sie sonst nirgends verwenden.',
    legal: 'Mit der Registrierung stimmen Sie den',
    terms: 'Nutzungsbedingungen',
    legalAnd: 'zu. Bitte lesen Sie auch die',
    privacy: 'Datenschutzhinweise',
    choose: 'Bitte wählen'
  },
  /** By zxcvbn's score, from 0 to 4. */
  strength: ['Sehr schwach', 'Schwach', 'Mittel', 'Gut', 'Stark'],
  verifyEmail: {
    title: 'Prüfen Sie Ihr Postfach',
    lead: email => `Wir haben einen Code an ${email} gesendet. Geben Sie ihn hier ein, oder öffnen Sie den Link in der E-Mail.`,
    leadLink: email => `Wir haben einen Link an ${email} gesendet. Öffnen Sie ihn, um weiterzumachen.`,
    yourAddress: 'Ihre E-Mail-Adresse',
    change: 'Andere Adresse verwenden',
    changeTitle: 'Andere Adresse verwenden',
    changeSubmit: 'Code senden',
    landingTitle: 'E-Mail-Adresse bestätigen',
    landingLead: (email, name) => `Bestätigen Sie ${email} für das Konto ${name}.`,
    landingLeadAlone: email => `Bestätigen Sie ${email}, um fortzufahren.`,
    landingSubmit: 'Ja, das ist meine Adresse',
    landingDone: 'E-Mail-Adresse bestätigt',
    landingDoneLead: email => `${email} ist jetzt bestätigt.`,
    landingWaiting: 'Hier geht es automatisch weiter, sobald Sie den Link in diesem Browser öffnen.',
    deadTitle: 'Dieser Link funktioniert nicht mehr',
    dead: 'Er ist abgelaufen oder wurde bereits verwendet. Melden Sie sich an, um einen neuen zu erhalten.'
  },
  verifyPhone: {
    title: 'Prüfen Sie Ihr Telefon',
    lead: phone => `Wir haben einen Code an ${phone} gesendet.`,
    yourNumber: 'Ihre Nummer',
    change: 'Andere Nummer verwenden',
    changeTitle: 'Andere Nummer verwenden',
    changeSubmit: 'Code senden'
  },
  reset: {
    title: 'Passwort vergessen?',
    lead: 'Geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen eine E-Mail zum Zurücksetzen.',
    submit: 'E-Mail senden',
    sentTitle: 'Prüfen Sie Ihr Postfach',
    sentLead: email => `Wenn es ein Konto für ${email} gibt, haben wir einen Link dorthin gesendet.`,
    codeTitle: 'Neues Passwort festlegen',
    codeLead: email => `Wenn es ein Konto für ${email} gibt, haben wir einen Code dorthin gesendet.`,
    codeLeadUnknown: 'Geben Sie den Code aus der E-Mail und Ihr neues Passwort ein.',
    keyTitle: 'Neues Passwort festlegen',
    keyLead: name => `für ${name}`,
    save: 'Passwort festlegen',
    deadTitle: 'Dieser Link funktioniert nicht mehr',
    dead: 'Er ist abgelaufen oder wurde bereits verwendet.',
    askAgain: 'Neuen Link anfordern'
  },
  links: {
    activateTitle: 'Konto aktivieren',
    activateLead: 'Aktivieren Sie es mit einem Klick, und melden Sie sich dann an.',
    activate: 'Aktivieren',
    activeTitle: 'Ihr Konto ist aktiv',
    active: 'Sie können sich jetzt anmelden.',
    activeBefore: 'Es war bereits aktiv. Sie können sich anmelden.',
    renameTitle: 'Neuen Benutzernamen wählen',
    renameLead: 'Er ersetzt Ihren bisherigen Benutzernamen.',
    rename: 'Benutzernamen ändern',
    renamedTitle: 'Benutzername geändert',
    renamed: name => `Ihr Benutzername ist jetzt ${name}.`,
    deadTitle: 'Dieser Link funktioniert nicht mehr',
    dead: 'Er ist abgelaufen oder wurde bereits verwendet. Geben Sie Ihre E-Mail-Adresse ein, um einen neuen zu erhalten.',
    again: 'Neuen Link senden',
    sentLead: email => `Falls für ${email} ein Link nötig ist, haben wir einen gesendet.`
  },
  factor: {
    title: 'Bestätigung in zwei Schritten',
    totp: 'Geben Sie den Code ein, den Ihre Authenticator-App anzeigt.',
    webauthn: 'Verwenden Sie Ihren Passkey oder Sicherheitsschlüssel.',
    recovery_codes: 'Geben Sie einen Ihrer Wiederherstellungscodes ein. Jeder gilt nur einmal.',
    useTotp: 'Authenticator-App verwenden',
    useWebauthn: 'Passkey oder Sicherheitsschlüssel verwenden',
    useRecovery: 'Wiederherstellungscode verwenden',
    recoveryCode: 'Wiederherstellungscode',
    cancelled: 'Der Schlüssel wurde nicht verwendet. Versuchen Sie es noch einmal, oder wählen Sie eine andere Möglichkeit.',
    foreign: 'Das ist nicht mein Konto',
    foreignTitle: 'Ihre Adresse aus diesem Konto entfernen?',
    foreignLead: address =>
      `Das Konto einer anderen Person verwendet ${address}. Wir entfernen die Adresse aus diesem Konto, sodass Sie sich mit ihr ` +
      'registrieren können. Die anderen Adressen des Kontos werden benachrichtigt. Falls es Ihr Konto ist, brechen Sie ab: Ohne ' +
      'die Adresse können Sie es nicht wiederherstellen.',
    release: 'Entfernen',
    released: 'Die Adresse wurde aus dem Konto entfernt. Sie können sich jetzt mit ihr registrieren.'
  },
  enrol: {
    title: 'Schützen Sie Ihr Konto',
    lead: 'Hier ist eine Bestätigung in zwei Schritten erforderlich. Wählen Sie eine Möglichkeit, um fortzufahren.',
    totp: 'Authenticator-App',
    totpLead: 'Eine App auf Ihrem Telefon, die alle 30 Sekunden einen neuen Code anzeigt.',
    webauthn: 'Passkey oder Sicherheitsschlüssel',
    webauthnLead: 'Die Displaysperre Ihres Geräts oder ein Schlüssel, den Sie einstecken.'
  },
  trust: {
    title: 'Diesem Browser vertrauen?',
    lead: 'Wir fragen hier dann eine Zeit lang nicht nach dem zweiten Schritt. Wählen Sie das nur auf Ihren eigenen Geräten.',
    yes: 'Diesem Browser vertrauen',
    no: 'Nicht vertrauen'
  },
  passkeySignup: {
    title: 'Passkey anlegen',
    lead: 'Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Displaysperre. So melden Sie sich ab jetzt an.',
    submit: 'Passkey anlegen'
  },
  social: {
    signingIn: name => `Anmeldung mit ${name} …`,
    signingInSomewhere: 'Anmeldung läuft …',
    connectedOther: name => `Dieses Konto bei ${name} ist hier bereits mit einem anderen Konto verbunden.`,
    emailTaken: name =>
      `Mit Ihrer Adresse gibt es hier schon ein Konto. Melden Sie sich dort an, und verbinden Sie ${name} unter „Anmeldung & Sicherheit“.`,
    signupHint: name =>
      `Sie haben hier schon ein Konto? Beginnen Sie von vorn, melden Sie sich dort an, und verbinden Sie ${name} unter „Anmeldung & Sicherheit“.`,
    thisProvider: 'dem Anbieter',
    failedTitle: 'Das hat nicht geklappt',
    failed: 'Der Anbieter hat Sie nicht angemeldet. Es wurde nichts geändert.',
    cancelled: 'Sie haben die Anmeldung beim Anbieter abgebrochen. Es wurde nichts geändert.',
    limitedTitle: 'Bitte warten Sie einen Moment',
    limited:
      'Es gab mehrere Versuche in kurzer Zeit, deshalb haben wir diesen abgebrochen. Prüfen Sie zuerst Ihr Postfach: Vielleicht ' +
      'haben wir Ihnen dazu schon geschrieben. Warten Sie sonst eine Minute, und versuchen Sie es noch einmal.',
    unreachable: name =>
      `Wir konnten ${name} nicht erreichen. Versuchen Sie es in einigen Minuten noch einmal, oder melden Sie sich anders an.`,
    outOfDate:
      'Diese Anmeldung hat zu lange gedauert, oder sie begann in einem anderen Tab oder Browser. Gehen Sie zurück, und beginnen Sie ' +
      'noch einmal.',
    closed: name =>
      `Hier ist kein Konto mit ${name} verbunden, und die Registrierung ist geschlossen. Falls Sie ein Konto haben, melden Sie sich ` +
      `an, und verbinden Sie ${name} unter „Anmeldung & Sicherheit“.`,
    loggedOut: name =>
      `Um ${name} zu verbinden, müssen Sie sich vor Kurzem angemeldet haben. Melden Sie sich noch einmal an, und verbinden Sie ${name} dann ` +
      'unter „Anmeldung & Sicherheit“.',
    signupTitle: 'Fast geschafft',
    signupLead: name => `Diese Angaben brauchen wir noch, um Ihr Konto mit ${name} anzulegen.`,
    linkTitle: 'Sie haben schon ein Konto',
    linkLead: name =>
      `Mit dieser Adresse gibt es hier schon ein Konto. Melden Sie sich wie bisher an, um es mit ${name} zu verbinden.`,
    linkCancel: 'Nicht verbinden',
    linking: name => `${name} wird verbunden …`,
    linkedTitle: name => `${name} ist verbunden`,
    linked: name => `Ab jetzt können Sie sich auch mit ${name} anmelden.`,
    linkFailedTitle: name => `${name} ist nicht verbunden`,
    linkFailed: name =>
      `Es hat zu lange gedauert, oder Sie haben sich bei einem anderen Konto angemeldet. Sie sind angemeldet und können ${name} unter „Anmeldung & Sicherheit“ verbinden.`
  },
  reauthenticate: {
    title: 'Sind Sie es wirklich?',
    lead: 'Bitte bestätigen Sie Ihre Identität, um fortzufahren. Wir fragen dann einige Minuten lang nicht noch einmal.',
    byPassword: 'Passwort verwenden',
    byFactor: 'Stattdessen den zweiten Schritt verwenden',
    submit: 'Bestätigen'
  },
  errors: {
    network: 'Der Server ist nicht erreichbar. Sind Sie online?',
    unavailable: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
    limited: 'Zu viele Versuche. Bitte warten Sie einen Moment.',
    limitedFor: wait => `Zu viele Versuche. Versuchen Sie es ${wait} noch einmal.`,
    forbidden: 'Sie sind dazu nicht berechtigt.',
    missing: 'Das ist hier nicht verfügbar.',
    conflict: 'Diese Seite ist nicht mehr aktuell. Bitte laden Sie sie neu.',
    unsupported: 'Dieser Browser unterstützt das nicht.',
    unexpected: 'Etwas ist schiefgegangen. Bitte versuchen Sie es noch einmal.',
    offline: 'Sie sind offline. Änderungen können nicht gespeichert werden.',
    notFoundTitle: 'Seite nicht gefunden',
    notFound: 'Vielleicht ist die Adresse falsch geschrieben, oder die Seite wurde verschoben.',
    toStart: 'Zur Startseite',
    failedTitle: 'Diese Seite konnte nicht geladen werden'
  },
  faults: {
    account_disabled: 'Dieses Konto ist gesperrt.',
    cannot_remove_primary_email: 'Ihre Hauptadresse kann nicht entfernt werden. Machen Sie zuerst eine andere Adresse zur Hauptadresse.',
    duplicate_email: 'Diese Adresse haben Sie bereits hinzugefügt.',
    email_password_mismatch: 'E-Mail-Adresse oder Passwort ist falsch.',
    email_taken: 'Es gibt schon ein Konto mit dieser Adresse.',
    enter_current_password: 'Das bisherige Passwort ist falsch.',
    incorrect_code: 'Der Code ist falsch.',
    incorrect_password: 'Das Passwort ist falsch.',
    invalid: 'Ungültiges Format.',
    invalid_email: 'Geben Sie eine gültige E-Mail-Adresse ein.',
    invalid_or_expired_key: 'Dieser Link ist ungültig oder abgelaufen.',
    invalid_password_reset: 'Die E-Mail ist nicht mehr gültig. Fordern Sie eine neue E-Mail an.',
    invalid_phone: 'Geben Sie die Nummer mit Ländervorwahl an, zum Beispiel +49 170 1234567.',
    max_email_addresses: 'Sie können keine weiteren Adressen hinzufügen.',
    max_length: 'Das ist zu lang.',
    password_entirely_numeric: 'Das Passwort darf nicht nur aus Ziffern bestehen.',
    password_too_common: 'Dieses Passwort wird zu häufig verwendet. Wählen Sie ein Passwort, das Sie sonst nirgends verwenden.',
    password_too_short: 'Dieses Passwort ist zu kurz: Verwenden Sie mindestens 8 Zeichen.',
    password_too_similar: 'Das Passwort ist Ihrem Namen oder Ihrer Adresse zu ähnlich.',
    phone_password_mismatch: 'Telefonnummer oder Passwort ist falsch.',
    phone_taken: 'Es gibt schon ein Konto mit dieser Nummer.',
    required: 'Dieses Feld ist erforderlich.',
    same_as_current: 'Das entspricht der bisherigen Angabe.',
    too_many_keys: 'Sie haben zu viele Tokens. Entfernen Sie zuerst eines.',
    too_many_login_attempts: 'Zu viele Fehlversuche. Warten Sie einige Minuten, oder setzen Sie Ihr Passwort zurück.',
    unknown_email: 'Es gibt kein Konto mit dieser Adresse.',
    unknown_phone: 'Es gibt kein Konto mit dieser Nummer.',
    unverified_email: 'Bestätigen Sie zuerst Ihre E-Mail-Adressen.',
    unverified_primary_email: 'Bestätigen Sie die Adresse zuerst.',
    username_password_mismatch: 'Benutzername oder Passwort ist falsch.',
    username_taken: 'Dieser Benutzername ist vergeben.'
  }
}
