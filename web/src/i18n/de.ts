import { account } from './de_account'
import type { Texts } from './en'

export const de: Texts = {
  account,
  common: {
    again: 'Noch einmal versuchen',
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
    optional: 'freiwillig',
    or: 'oder',
    remove: 'Entfernen',
    save: 'Speichern',
    showPassword: 'Passwort anzeigen',
    skipToContent: 'Zum Inhalt springen',
    theme: 'Darstellung',
    themeDark: 'Dunkel',
    themeLight: 'Hell',
    themeSystem: 'Wie das System'
  },
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
    ended: 'Ihre Sitzung ist abgelaufen. Melden Sie sich an, dann geht es dort weiter, wo Sie waren.',
    loggedOut: 'Sie sind abgemeldet.',
    deleted: 'Ihr Konto ist gelöscht.',
    passwordSet: 'Ihr neues Passwort gilt. Melden Sie sich jetzt damit an.',
    noPasskey: 'Es wurde kein Passkey verwendet. Wählen Sie noch einmal einen aus, oder melden Sie sich anders an.'
  },
  code: {
    title: 'Mit einem Code anmelden',
    lead: 'Wir senden Ihnen einen Code, mit dem Sie sich einmal anmelden. Ein Passwort brauchen Sie dafür nicht.',
    submit: 'Code senden',
    withPassword: 'Mit Passwort anmelden',
    enterTitle: 'Code eingeben',
    enterLead: to => `Wenn es ein Konto für ${to} gibt, ist ein Code dorthin unterwegs.`,
    enterLeadUnknown: 'Wenn es ein Konto dafür gibt, ist ein Code unterwegs.',
    linkTitle: 'Auf diesem Gerät anmelden',
    linkLead: 'Mit einem Klick schließen Sie die Anmeldung ab.',
    linkSubmit: 'Anmelden',
    linkDead: 'Dieser Link wurde schon benutzt oder ist zu alt. Fordern Sie einen neuen an.'
  },
  codes: {
    resend: 'Neuen Code senden',
    resent: 'Ein neuer Code ist unterwegs.',
    noResend: 'Es kann kein weiterer Code gesendet werden. Bitte beginnen Sie von vorn.',
    waitToResend: seconds => `Neuen Code in ${seconds} s senden`,
    over: 'Dieser Code gilt nicht mehr oder wurde zu oft falsch eingegeben. Bitte beginnen Sie von vorn.',
    startAgain: 'Von vorn beginnen',
    spam: 'Nichts angekommen? Sehen Sie auch im Spam-Ordner nach.'
  },
  signup: {
    title: 'Konto anlegen',
    submit: 'Konto anlegen',
    passkey: 'Stattdessen mit Passkey registrieren',
    passkeyTitle: 'Mit Passkey registrieren',
    passkeyLead: 'Ganz ohne Passwort: die Sperre Ihres Geräts, Ihr Fingerabdruck oder Ihr Gesicht meldet Sie an.',
    withPassword: 'Stattdessen mit Passwort registrieren',
    closed: 'Registrierung geschlossen',
    closedLead: 'Zurzeit werden hier keine neuen Konten angelegt.',
    haveAccount: 'Sie haben schon ein Konto?',
    toLogin: 'Anmelden',
    passwordHint: 'Mindestens 8 Zeichen. Wählen Sie ein Passwort, das Sie nirgends sonst verwenden.',
    legal: 'Mit der Registrierung stimmen Sie den',
    terms: 'Nutzungsbedingungen',
    legalAnd: 'zu. Bitte lesen Sie auch die',
    privacy: 'Datenschutzhinweise',
    choose: 'Bitte wählen'
  },
  /** By zxcvbn's score, from 0 to 4. */
  strength: ['Sehr schwach', 'Schwach', 'Mittel', 'Gut', 'Stark'],
  verifyEmail: {
    title: 'Sehen Sie in Ihre E-Mails',
    lead: email => `Wir haben einen Code an ${email} gesendet. Geben Sie ihn hier ein, oder öffnen Sie den Link in der E-Mail.`,
    leadLink: email => `Wir haben einen Link an ${email} gesendet. Öffnen Sie ihn, um weiterzumachen.`,
    yourAddress: 'Ihre Adresse',
    change: 'Andere Adresse verwenden',
    changeTitle: 'Andere Adresse verwenden',
    changeSubmit: 'Code dorthin senden',
    landingTitle: 'Adresse bestätigen',
    landingLead: (email, name) => `${email} für das Konto ${name}`,
    landingSubmit: 'Ja, das ist meine Adresse',
    landingDone: 'Adresse bestätigt',
    landingDoneLead: email => `Vielen Dank: ${email} ist bestätigt.`,
    landingWaiting: 'Hier geht es von selbst weiter, sobald Sie den Link in diesem Browser geöffnet haben.',
    deadTitle: 'Dieser Link gilt nicht mehr',
    dead: 'Er wurde schon benutzt oder ist zu alt. Melden Sie sich an, um einen neuen zu erhalten.'
  },
  verifyPhone: {
    title: 'Sehen Sie auf Ihr Telefon',
    lead: phone => `Wir haben einen Code an ${phone} gesendet.`,
    yourNumber: 'Ihre Nummer',
    change: 'Andere Nummer verwenden',
    changeTitle: 'Andere Nummer verwenden',
    changeSubmit: 'Code dorthin senden'
  },
  reset: {
    title: 'Passwort vergessen?',
    lead: 'Nennen Sie uns Ihre Adresse, dann senden wir Ihnen einen Weg zu einem neuen Passwort.',
    submit: 'E-Mail senden',
    sentTitle: 'Sehen Sie in Ihre E-Mails',
    sentLead: email => `Wenn es ein Konto für ${email} gibt, ist eine E-Mail mit einem Link dorthin unterwegs.`,
    codeTitle: 'Neues Passwort setzen',
    codeLead: email => `Wenn es ein Konto für ${email} gibt, ist eine E-Mail mit einem Code dorthin unterwegs.`,
    codeLeadUnknown: 'Geben Sie den Code aus der E-Mail und Ihr neues Passwort ein.',
    keyTitle: 'Neues Passwort setzen',
    keyLead: name => `für ${name}`,
    save: 'Passwort setzen',
    deadTitle: 'Dieser Link gilt nicht mehr',
    dead: 'Er wurde schon benutzt oder ist zu alt.',
    askAgain: 'Neuen Link anfordern'
  },
  links: {
    activateTitle: 'Konto freischalten',
    activateLead: 'Ein Klick, und Sie können sich anmelden.',
    activate: 'Freischalten',
    activeTitle: 'Ihr Konto ist freigeschaltet',
    active: 'Vielen Dank. Sie können sich jetzt anmelden.',
    activeBefore: 'Es wurde schon früher freigeschaltet. Sie können sich anmelden.',
    renameTitle: 'Neuen Benutzernamen wählen',
    renameLead: 'Er ersetzt Ihren bisherigen.',
    rename: 'Benutzernamen ändern',
    renamedTitle: 'Benutzername geändert',
    renamed: name => `Ab jetzt heißen Sie hier ${name}.`,
    deadTitle: 'Dieser Link gilt nicht mehr',
    dead: 'Er wurde schon benutzt oder ist zu alt. Nennen Sie uns Ihre Adresse, dann senden wir Ihnen einen neuen.',
    again: 'Neuen Link senden',
    sentLead: email => `Wenn einer für ${email} gebraucht wird, ist eine E-Mail mit einem Link dorthin unterwegs.`
  },
  factor: {
    title: 'Zweiter Schritt',
    totp: 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
    webauthn: 'Verwenden Sie Ihren Passkey oder Sicherheitsschlüssel.',
    recovery_codes: 'Geben Sie einen Ihrer Wiederherstellungscodes ein. Jeder gilt einmal.',
    useTotp: 'Authenticator-App verwenden',
    useWebauthn: 'Passkey oder Sicherheitsschlüssel verwenden',
    useRecovery: 'Wiederherstellungscode verwenden',
    recoveryCode: 'Wiederherstellungscode',
    cancelled: 'Der Schlüssel wurde nicht verwendet. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
    foreign: 'Das ist nicht mein Konto',
    foreignTitle: 'Ihre Adresse aus diesem Konto nehmen?',
    foreignLead: (address: string) =>
      `Das Konto einer anderen Person hat die Adresse ${address}. Sie verlässt dieses Konto, und Sie können sich mit ` +
      'ihr registrieren. Die anderen Adressen des Kontos erfahren davon. Ist es Ihr Konto, brechen Sie ab: Ohne die ' +
      'Adresse kommen Sie nicht mehr hinein.',
    release: 'Herausnehmen',
    released: 'Die Adresse hat das Konto verlassen. Sie können sich jetzt mit ihr registrieren.'
  },
  enrol: {
    title: 'Schützen Sie Ihr Konto',
    lead: 'Hier gehört zu jeder Anmeldung ein zweiter Schritt. Wählen Sie einen aus, um weiterzumachen.',
    totp: 'Authenticator-App',
    totpLead: 'Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code.',
    webauthn: 'Passkey oder Sicherheitsschlüssel',
    webauthnLead: 'Die Sperre Ihres Geräts oder ein Schlüssel, den Sie einstecken.'
  },
  trust: {
    title: 'Diesem Browser vertrauen?',
    lead: 'Dann fragen wir hier eine Weile nicht nach dem zweiten Schritt. Sagen Sie nur auf eigenen Geräten ja.',
    yes: 'Diesem Browser vertrauen',
    no: 'Diesem nicht'
  },
  passkeySignup: {
    title: 'Passkey anlegen',
    lead: 'Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Sperre. Damit melden Sie sich von nun an an.',
    submit: 'Passkey anlegen'
  },
  social: {
    signingIn: name => `Anmeldung mit ${name} …`,
    signingInSomewhere: 'Anmeldung läuft …',
    connectedOther: name => `Dieses Konto bei ${name} gehört hier schon zu einem anderen Konto.`,
    emailTaken: name =>
      `Mit Ihrer Adresse gibt es hier schon ein Konto. Melden Sie sich dort an, und verbinden Sie ${name} unter „Anmeldung & Sicherheit“.`,
    signupHint: name =>
      `Sie haben hier schon ein Konto? Beginnen Sie von vorn, melden Sie sich dort an, und verbinden Sie ${name} unter „Anmeldung & Sicherheit“.`,
    thisProvider: 'den Anbieter',
    failedTitle: 'Das hat nicht geklappt',
    failed: 'Der Anbieter hat Sie nicht angemeldet. Es wurde nichts geändert.',
    cancelled: 'Sie haben die Anmeldung beim Anbieter abgebrochen. Es wurde nichts geändert.',
    limitedTitle: 'Einen Moment, bitte',
    limited:
      'Das waren mehrere Versuche in kurzer Zeit, deshalb haben wir diesen angehalten. Sehen Sie zuerst in Ihr Postfach: Vielleicht ' +
      'haben wir Ihnen dazu schon geschrieben. Sonst warten Sie eine Minute und versuchen es noch einmal.',
    unreachable: name =>
      `Wir haben ${name} nicht erreicht. Versuchen Sie es in einigen Minuten noch einmal, oder melden Sie sich anders an.`,
    outOfDate:
      'Diese Anmeldung hat zu lange gedauert, oder sie begann in einem anderen Tab oder Browser. Gehen Sie zurück, und beginnen Sie ' +
      'noch einmal.',
    closed: name =>
      'Hier gibt es für Sie noch kein Konto, und neue werden nicht angelegt. Wenn Sie doch eines haben, melden Sie sich dort an, ' +
      `und verbinden Sie ${name} unter „Anmeldung & Sicherheit“.`,
    loggedOut: name =>
      `Um ${name} zu verbinden, braucht es eine frische Anmeldung. Melden Sie sich noch einmal an, und verbinden Sie ${name} dann ` +
      'unter „Anmeldung & Sicherheit“.',
    signupTitle: 'Fast geschafft',
    signupLead: name => `Das brauchen wir noch, um Ihr Konto mit ${name} anzulegen.`,
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
    lead: 'Dafür ist eine neue Bestätigung nötig. Sie gilt einige Minuten.',
    byPassword: 'Passwort verwenden',
    byFactor: 'Stattdessen den zweiten Schritt verwenden',
    submit: 'Bestätigen'
  },
  errors: {
    network: 'Der Server ist nicht erreichbar. Sind Sie online?',
    unavailable: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
    limited: 'Zu viele Versuche. Bitte warten Sie einen Augenblick.',
    limitedFor: wait => `Zu viele Versuche. Versuchen Sie es in ${wait} noch einmal.`,
    forbidden: 'Das ist hier nicht erlaubt.',
    missing: 'Das wird hier nicht angeboten.',
    conflict: 'Das passt nicht mehr. Bitte laden Sie die Seite neu.',
    unsupported: 'Das kann dieser Browser nicht.',
    unexpected: 'Etwas ist schiefgegangen. Bitte versuchen Sie es noch einmal.',
    offline: 'Sie sind offline. Was Sie jetzt tun, erreicht den Server nicht.',
    notFoundTitle: 'Diese Seite gibt es nicht',
    notFound: 'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.',
    toStart: 'Zur Startseite',
    failedTitle: 'Diese Seite konnte nicht geladen werden'
  },
  faults: {
    account_disabled: 'Dieses Konto ist gesperrt.',
    cannot_remove_primary_email: 'Ihre Hauptadresse kann nicht entfernt werden. Machen Sie erst eine andere dazu.',
    duplicate_email: 'Diese Adresse haben Sie schon.',
    email_password_mismatch: 'E-Mail-Adresse oder Passwort ist falsch.',
    email_taken: 'Es gibt schon ein Konto mit dieser Adresse.',
    enter_current_password: 'Das ist nicht Ihr bisheriges Passwort.',
    incorrect_code: 'Dieser Code stimmt nicht. Bitte sehen Sie noch einmal nach.',
    incorrect_password: 'Dieses Passwort stimmt nicht.',
    invalid: 'Das hat nicht die richtige Form.',
    invalid_or_expired_key: 'Dieser Link gilt nicht mehr.',
    invalid_password_reset: 'Das gilt nicht mehr. Fordern Sie eine neue E-Mail an.',
    invalid_phone: 'Geben Sie die Nummer mit Ländervorwahl an, zum Beispiel +49 170 1234567.',
    max_email_addresses: 'Mehr Adressen sind nicht möglich.',
    max_length: 'Das ist zu lang.',
    password_entirely_numeric: 'Bitte nicht nur Ziffern.',
    password_too_common: 'Dieses Passwort ist zu häufig. Wählen Sie ein Passwort, das Sie nirgends sonst verwenden.',
    password_too_short: 'Dieses Passwort ist zu kurz: bitte mindestens 8 Zeichen.',
    password_too_similar: 'Das ist Ihrem Namen oder Ihrer Adresse zu ähnlich.',
    phone_password_mismatch: 'Telefonnummer oder Passwort ist falsch.',
    phone_taken: 'Es gibt schon ein Konto mit dieser Nummer.',
    required: 'Das wird gebraucht.',
    same_as_current: 'Das haben Sie schon.',
    too_many_keys: 'Sie haben zu viele Tokens. Entfernen Sie erst eines.',
    too_many_login_attempts: 'Zu viele Fehlversuche. Warten Sie einige Minuten, oder setzen Sie Ihr Passwort zurück.',
    unknown_email: 'Es gibt kein Konto mit dieser Adresse.',
    unknown_phone: 'Es gibt kein Konto mit dieser Nummer.',
    unverified_email: 'Bestätigen Sie zuerst Ihre E-Mail-Adresse.',
    unverified_primary_email: 'Bestätigen Sie die Adresse zuerst.',
    username_password_mismatch: 'Benutzername oder Passwort ist falsch.',
    username_taken: 'Dieser Benutzername ist vergeben.'
  }
}
