import type { Texts } from './en'
import { account } from './fr_account'
import { authorize, device, logout } from './fr_provider'

export const fr: Texts = {
  account,
  authorize,
  common: {
    again: 'Réessayer',
    back: 'Retour',
    backToLogin: 'Retour à la connexion',
    cancel: 'Annuler',
    close: 'Fermer',
    continue: 'Continuer',
    copied: 'Copié',
    copy: 'Copier',
    done: 'Terminé',
    hidePassword: 'Masquer le mot de passe',
    language: 'Langue',
    loading: 'Chargement',
    optional: 'facultatif',
    or: 'ou',
    remove: 'Supprimer',
    save: 'Enregistrer',
    showPassword: 'Afficher le mot de passe',
    skipToContent: 'Aller au contenu',
    theme: 'Apparence',
    themeDark: 'Sombre',
    themeLight: 'Clair',
    themeSystem: 'Comme le système'
  },
  device,
  fields: {
    code: 'Code',
    currentPassword: 'Mot de passe actuel',
    email: 'Adresse e-mail',
    emailOrUsername: 'Adresse e-mail ou nom d’utilisateur',
    emailOrPhone: 'Adresse e-mail ou numéro de téléphone',
    emailUsernameOrPhone: 'Adresse e-mail, nom d’utilisateur ou numéro de téléphone',
    newPassword: 'Nouveau mot de passe',
    newUsername: 'Nouveau nom d’utilisateur',
    password: 'Mot de passe',
    phone: 'Numéro de téléphone',
    phoneHint: 'Avec l’indicatif du pays, par exemple +33 6 12 34 56 78',
    username: 'Nom d’utilisateur',
    usernameOrPhone: 'Nom d’utilisateur ou numéro de téléphone'
  },
  login: {
    title: 'Se connecter',
    to: site => `Se connecter à ${site}`,
    submit: 'Se connecter',
    forgot: 'Mot de passe oublié ?',
    passkey: 'Se connecter avec une clé d’accès',
    code: 'Recevoir un code par e-mail',
    provider: name => `Continuer avec ${name}`,
    lastUsed: 'Utilisé en dernier',
    noAccount: 'Pas encore de compte ?',
    toSignup: 'Créer un compte',
    ended: 'Votre session a expiré. Connectez-vous pour reprendre là où vous en étiez.',
    loggedOut: 'Vous êtes déconnecté.',
    deleted: 'Votre compte a été supprimé.',
    passwordSet: 'Votre mot de passe a été modifié. Connectez-vous avec le nouveau.',
    noPasskey: 'Aucune clé d’accès n’a été utilisée. Réessayez ou connectez-vous autrement.'
  },
  logout,
  code: {
    title: 'Se connecter avec un code',
    lead: 'Nous vous enverrons un code à usage unique. Aucun mot de passe nécessaire.',
    submit: 'Envoyer le code',
    withPassword: 'Se connecter avec un mot de passe',
    enterTitle: 'Saisissez votre code',
    enterLead: to => `S’il existe un compte pour ${to}, nous venons d’y envoyer un code.`,
    enterLeadUnknown: 'S’il existe un compte pour cette adresse ou ce numéro, nous venons d’y envoyer un code.',
    linkTitle: 'Se connecter sur cet appareil',
    linkLead: 'Cliquez ci-dessous pour terminer la connexion.',
    linkSubmit: 'Se connecter'
  },
  codes: {
    resend: 'Renvoyer un code',
    resent: 'Nous vous avons envoyé un nouveau code.',
    noResend: 'Vous ne pouvez plus demander de code. Veuillez recommencer.',
    waitToResend: seconds => `Renvoyer un code dans ${seconds} s`,
    over: 'Ce code a expiré ou a été saisi trop souvent de façon incorrecte. Veuillez recommencer.',
    startAgain: 'Recommencer',
    spam: 'Vous n’avez rien reçu ? Regardez aussi dans vos courriers indésirables.'
  },
  signup: {
    title: 'Créez votre compte',
    submit: 'Créer le compte',
    passkey: 'S’inscrire plutôt avec une clé d’accès',
    passkeyTitle: 'S’inscrire avec une clé d’accès',
    passkeyLead: 'Sans mot de passe : connectez-vous avec votre empreinte, votre visage ou le verrouillage de l’écran.',
    withPassword: 'S’inscrire plutôt avec un mot de passe',
    closed: 'Les inscriptions sont fermées',
    closedLead: 'Il n’est pas possible de créer un compte pour le moment.',
    haveAccount: 'Vous avez déjà un compte ?',
    toLogin: 'Se connecter',
    passwordHint: 'Au moins 8 caractères. Choisissez un mot de passe que vous n’utilisez nulle part ailleurs.',
    legal: 'En vous inscrivant, vous acceptez les',
    terms: 'conditions d’utilisation',
    legalAnd: 'et reconnaissez avoir lu la',
    privacy: 'politique de confidentialité',
    choose: 'Choisir'
  },
  /** By zxcvbn's score, from 0 to 4. */
  strength: ['Très faible', 'Faible', 'Moyen', 'Bon', 'Fort'],
  verifyEmail: {
    title: 'Consultez vos e-mails',
    lead: email => `Nous avons envoyé un code à ${email}. Saisissez-le ici ou ouvrez le lien dans l’e-mail.`,
    leadLink: email => `Nous avons envoyé un lien à ${email}. Ouvrez-le pour continuer.`,
    yourAddress: 'votre adresse e-mail',
    change: 'Utiliser une autre adresse',
    changeTitle: 'Utiliser une autre adresse',
    changeSubmit: 'Envoyer le code',
    landingTitle: 'Confirmez votre adresse e-mail',
    landingLead: (email, name) => `Confirmez ${email} pour le compte ${name}.`,
    landingLeadAlone: email => `Confirmez ${email} pour continuer.`,
    landingSubmit: 'Oui, c’est mon adresse',
    landingDone: 'Adresse e-mail confirmée',
    landingDoneLead: email => `${email} est maintenant confirmée.`,
    landingWaiting: 'Cette page continue d’elle-même dès que vous ouvrez le lien dans ce navigateur.',
    deadTitle: 'Ce lien ne fonctionne plus',
    dead: 'Il a expiré ou a déjà été utilisé. Connectez-vous pour en recevoir un nouveau.'
  },
  verifyPhone: {
    title: 'Consultez votre téléphone',
    lead: phone => `Nous avons envoyé un code au ${phone}.`,
    yourNumber: 'votre numéro',
    change: 'Utiliser un autre numéro',
    changeTitle: 'Utiliser un autre numéro',
    changeSubmit: 'Envoyer le code'
  },
  reset: {
    title: 'Mot de passe oublié ?',
    lead: 'Saisissez votre adresse e-mail et nous vous enverrons un message pour le réinitialiser.',
    submit: 'Envoyer l’e-mail',
    sentTitle: 'Consultez vos e-mails',
    sentLead: email => `S’il existe un compte pour ${email}, nous venons d’y envoyer un lien.`,
    codeTitle: 'Définissez un nouveau mot de passe',
    codeLead: email => `S’il existe un compte pour ${email}, nous venons d’y envoyer un code.`,
    codeLeadUnknown: 'Saisissez le code reçu par e-mail et votre nouveau mot de passe.',
    keyTitle: 'Définissez un nouveau mot de passe',
    keyLead: name => `pour ${name}`,
    save: 'Définir le mot de passe',
    deadTitle: 'Ce lien ne fonctionne plus',
    dead: 'Il a expiré ou a déjà été utilisé.',
    askAgain: 'En demander un nouveau'
  },
  links: {
    activateTitle: 'Activez votre compte',
    activateLead: 'Activez-le en un clic, puis connectez-vous.',
    activate: 'Activer',
    activeTitle: 'Votre compte est actif',
    active: 'Vous pouvez maintenant vous connecter.',
    activeBefore: 'Il était déjà actif. Vous pouvez vous connecter.',
    renameTitle: 'Choisissez un nouveau nom d’utilisateur',
    renameLead: 'Il remplace votre nom d’utilisateur actuel.',
    rename: 'Modifier le nom d’utilisateur',
    renamedTitle: 'Nom d’utilisateur modifié',
    renamed: name => `Votre nom d’utilisateur est maintenant ${name}.`,
    deadTitle: 'Ce lien ne fonctionne plus',
    dead: 'Il a expiré ou a déjà été utilisé. Saisissez votre adresse e-mail pour en recevoir un nouveau.',
    again: 'Envoyer un nouveau lien',
    sentLead: email => `Si un lien est nécessaire pour ${email}, nous venons de l’envoyer.`
  },
  factor: {
    title: 'Validation en deux étapes',
    totp: 'Saisissez le code affiché par votre application d’authentification.',
    webauthn: 'Utilisez votre clé d’accès ou votre clé de sécurité.',
    recovery_codes: 'Saisissez l’un de vos codes de récupération. Chacun ne sert qu’une fois.',
    useTotp: 'Utiliser l’application d’authentification',
    useWebauthn: 'Utiliser une clé d’accès ou une clé de sécurité',
    useRecovery: 'Utiliser un code de récupération',
    recoveryCode: 'Code de récupération',
    cancelled: 'La clé n’a pas été utilisée. Réessayez ou choisissez une autre option.',
    foreign: 'Ce n’est pas mon compte',
    foreignTitle: 'Supprimer votre adresse de ce compte ?',
    foreignLead: address =>
      `Le compte d’une autre personne utilise ${address}. Nous supprimerons cette adresse de ce compte, pour que vous puissiez ` +
      'vous inscrire avec elle. Les autres adresses du compte en seront informées. Si ce compte est le vôtre, annulez : sans cette adresse, vous ' +
      'ne pourrez plus le récupérer.',
    release: 'Supprimer',
    released: 'L’adresse a été supprimée de ce compte. Vous pouvez maintenant vous inscrire avec elle.'
  },
  enrol: {
    title: 'Protégez votre compte',
    lead: 'Ce site exige la validation en deux étapes. Choisissez une option pour continuer.',
    totp: 'Application d’authentification',
    totpLead: 'Une application de votre téléphone qui affiche un nouveau code toutes les 30 secondes.',
    webauthn: 'Clé d’accès ou clé de sécurité',
    webauthnLead: 'Le verrouillage de votre appareil, ou une clé que vous branchez.'
  },
  trust: {
    title: 'Faire confiance à ce navigateur ?',
    lead: 'Nous n’y demanderons plus la deuxième étape pendant quelque temps. À réserver à vos propres appareils.',
    yes: 'Faire confiance à ce navigateur',
    no: 'Ne pas lui faire confiance'
  },
  passkeySignup: {
    title: 'Créez votre clé d’accès',
    lead: 'Votre appareil demande votre empreinte, votre visage ou le verrouillage de l’écran. Vous vous connecterez ainsi désormais.',
    submit: 'Créer la clé d’accès'
  },
  social: {
    signingIn: name => `Connexion avec ${name}…`,
    signingInSomewhere: 'Connexion…',
    connectedOther: name => `Ce compte ${name} est déjà associé à un autre compte ici.`,
    emailTaken: name =>
      `Il existe déjà un compte avec votre adresse. Connectez-vous-y, puis associez ${name} sous « Connexion et sécurité ».`,
    signupHint: name =>
      `Vous avez déjà un compte ici ? Recommencez, connectez-vous-y, puis associez ${name} sous « Connexion et sécurité ».`,
    thisProvider: 'le fournisseur',
    failedTitle: 'La connexion a échoué',
    failed: 'Le fournisseur ne vous a pas connecté. Rien n’a été modifié.',
    cancelled: 'Vous avez annulé la connexion chez le fournisseur. Rien n’a été modifié.',
    limitedTitle: 'Un instant, s’il vous plaît',
    limited:
      'Il y a eu plusieurs tentatives en peu de temps, nous avons donc arrêté celle-ci. Consultez d’abord vos e-mails : nous vous ' +
      'avons peut-être écrit à ce sujet. Sinon, attendez une minute et réessayez.',
    unreachable: name => `Impossible de joindre ${name}. Réessayez dans quelques minutes ou connectez-vous autrement.`,
    outOfDate:
      'Cette connexion a pris trop de temps ou a été commencée dans un autre onglet ou navigateur. Revenez en arrière et recommencez.',
    closed: name =>
      `Aucun compte ici n’est associé à ${name}, et les inscriptions sont fermées. Si vous avez un compte, connectez-vous-y, puis ` +
      `associez ${name} sous « Connexion et sécurité ».`,
    loggedOut: name =>
      `Pour associer ${name}, vous devez vous être connecté récemment. Reconnectez-vous, puis associez ${name} sous « Connexion et ` +
      'sécurité ».',
    signupTitle: 'Encore une étape',
    signupLead: name => `Nous en avons besoin pour créer votre compte avec ${name}.`,
    linkTitle: 'Vous avez déjà un compte',
    linkLead: name =>
      `Il existe déjà un compte avec cette adresse. Connectez-vous comme d’habitude pour y associer ${name}.`,
    linkCancel: 'Ne pas associer',
    linking: name => `Association de ${name}…`,
    linkedTitle: name => `${name} est associé`,
    linked: name => `Vous pouvez maintenant aussi vous connecter avec ${name}.`,
    linkFailedTitle: name => `${name} n’est pas associé`,
    linkFailed: name =>
      'Cela a pris trop de temps, ou vous vous êtes connecté à un autre compte. Vous êtes connecté et pouvez associer ' +
      `${name} sous « Connexion et sécurité ».`
  },
  reauthenticate: {
    title: 'Est-ce bien vous ?',
    lead: 'Veuillez confirmer votre identité pour continuer. Nous ne vous le redemanderons pas pendant quelques minutes.',
    byPassword: 'Utiliser votre mot de passe',
    byFactor: 'Utiliser plutôt la deuxième étape',
    submit: 'Confirmer'
  },
  errors: {
    network: 'Le serveur est injoignable. Êtes-vous en ligne ?',
    unavailable: 'Le serveur est occupé. Réessayez dans un instant.',
    limited: 'Trop de tentatives. Veuillez patienter un instant.',
    limitedFor: wait => `Trop de tentatives. Réessayez ${wait}.`,
    forbidden: 'Vous n’êtes pas autorisé à faire cela.',
    missing: 'Cela n’est pas proposé ici.',
    conflict: 'Cette page n’est plus à jour. Veuillez la recharger.',
    unsupported: 'Ce navigateur ne prend pas cela en charge.',
    unexpected: 'Une erreur s’est produite. Veuillez réessayer.',
    offline: 'Vous êtes hors ligne. Les modifications ne peuvent pas être enregistrées.',
    notFoundTitle: 'Page introuvable',
    notFound: 'L’adresse est peut-être mal saisie, ou la page a été déplacée.',
    toStart: 'Aller à la page d’accueil',
    failedTitle: 'Cette page n’a pas pu être chargée'
  },
  faults: {
    account_disabled: 'Ce compte est désactivé.',
    cannot_remove_primary_email: 'Votre adresse principale ne peut pas être supprimée. Choisissez-en d’abord une autre.',
    duplicate_email: 'Vous avez déjà ajouté cette adresse.',
    email_password_mismatch: 'Adresse e-mail ou mot de passe incorrect.',
    email_taken: 'Il existe déjà un compte avec cette adresse.',
    enter_current_password: 'Mot de passe actuel incorrect.',
    incorrect_code: 'Code incorrect.',
    incorrect_password: 'Mot de passe incorrect.',
    invalid: 'Format incorrect.',
    invalid_email: 'Saisissez une adresse e-mail valide.',
    invalid_or_expired_key: 'Ce lien n’est pas valable ou a expiré.',
    invalid_password_reset: 'Ce lien a expiré. Demandez un nouvel e-mail.',
    invalid_phone: 'Saisissez le numéro avec l’indicatif du pays, par exemple +33 6 12 34 56 78.',
    max_email_addresses: 'Vous ne pouvez pas ajouter d’autres adresses.',
    max_length: 'C’est trop long.',
    password_entirely_numeric: 'Le mot de passe ne peut pas être composé uniquement de chiffres.',
    password_too_common: 'Ce mot de passe est trop courant. Choisissez-en un que vous n’utilisez nulle part ailleurs.',
    password_too_short: 'Ce mot de passe est trop court : utilisez au moins 8 caractères.',
    password_too_similar: 'Le mot de passe ressemble trop à votre nom ou à votre adresse.',
    phone_password_mismatch: 'Numéro de téléphone ou mot de passe incorrect.',
    phone_taken: 'Il existe déjà un compte avec ce numéro.',
    required: 'Ce champ est obligatoire.',
    same_as_current: 'C’est déjà la valeur actuelle.',
    too_many_keys: 'Vous avez trop de jetons. Supprimez-en un d’abord.',
    too_many_login_attempts: 'Trop de tentatives échouées. Attendez quelques minutes ou réinitialisez votre mot de passe.',
    unknown_email: 'Il n’existe pas de compte avec cette adresse.',
    unknown_phone: 'Il n’existe pas de compte avec ce numéro.',
    unverified_email: 'Confirmez d’abord vos adresses e-mail.',
    unverified_primary_email: 'Confirmez d’abord l’adresse.',
    username_password_mismatch: 'Nom d’utilisateur ou mot de passe incorrect.',
    username_taken: 'Ce nom d’utilisateur est déjà pris.'
  }
}
