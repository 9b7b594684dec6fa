// Made by `npm run schema` from the server's description; don't edit.
export interface paths {
  "/account": {
    /** Delete the account */
    delete: {
      responses: {
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/apps": {
    /** List the apps with access to the account */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Apps"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Revoke apps' access, with all of their tokens */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AppsBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Apps"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators": {
    /** List the authenticators */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticators"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/recovery-codes": {
    /** List the unused recovery codes */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["RecoveryCodes"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Disabled in the settings */
        404: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Generate new recovery codes */
    post: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["RecoveryCodes"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/totp": {
    /** Get the TOTP authenticator, or start enrolment */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["TotpAuthenticator"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Disabled in the settings */
        404: {
          content: {
            "application/json": components["schemas"]["TotpEnrolment"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Activate the TOTP authenticator */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["FirstCodeBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["TotpAuthenticator"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Deactivate the TOTP authenticator */
    delete: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/totp/qr": {
    /** Get the QR code of the enrolment in progress */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["QrCode"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/webauthn": {
    /** Get a challenge to add a passkey */
    get: {
      parameters: {
        query?: {
          passwordless?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["CreationOptions"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Rename a passkey */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NameBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["WebAuthnAuthenticator"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Add a passkey */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewPasskeyBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["WebAuthnAuthenticator"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Remove passkeys */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["RemoveBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/webauthn/factor": {
    /** Make a passkey that the password manager added a second factor */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NumberBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["WebAuthnAuthenticator"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/webauthn/upgrade": {
    /** Get a challenge for a passkey that the password manager may add after a password login */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["UpgradeOptions"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Add a passkey that the password manager created after a password login */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewPasskeyBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["WebAuthnAuthenticator"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/email": {
    /** List the email addresses */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Resend the verification mail */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["KnownAddressBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Add an email address, or change the one being verified */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AddressBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Remove an email address */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["KnownAddressBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Make an email address primary */
    patch: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PrimaryBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/keys": {
    /** List the API keys */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Keys"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Create an API key; it is shown only in this response */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewKeyBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["NewKey"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Revoke API keys */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["KeysBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Keys"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/language": {
    /** Store the language of later mails */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["LanguageBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/logins": {
    /** List the tokens and API keys of every API */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Logins"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Revoke tokens and API keys */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["LoginsBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Logins"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/logins/all": {
    /** Log out everywhere: revoke all sessions, tokens and API keys */
    delete: {
      responses: {
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/passkeys": {
    /** Get what to tell the browser about the user's passkeys */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["KnownPasskeys"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/password/change": {
    /** Change the password, or set a first one */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ChangeBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/phone": {
    /** Get the phone number */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["PhoneNumbers"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Change the phone number, or the one being verified */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PhoneBody"];
        };
      };
      responses: {
        /** @description Accepted; verification is pending */
        202: {
          content: {
            "application/json": components["schemas"]["PhoneNumbers"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/profile": {
    /** Show the fields of the profile that the user may change */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Profile"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Change fields of the profile */
    patch: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ProfileBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Profile"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/providers": {
    /** List the connected provider accounts */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderAccounts"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Connect a provider account after logging in by another method */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ConnectBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Disconnect a provider account */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["DisconnectBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderAccounts"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/trusted_browsers": {
    /** List the trusted browsers */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["TrustedBrowsers"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Revoke trusted browsers */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["BrowsersBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["TrustedBrowsers"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/authenticate": {
    /** Complete a login with a second factor */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CodeBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/reauthenticate": {
    /** Reauthenticate with a second factor */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CodeBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/release": {
    /** Remove the address used for this login from an account that isn't the user's */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ReleaseBody"];
        };
      };
      responses: {
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/trust": {
    /** Complete a login by choosing whether to trust this browser */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["TrustBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/authorization": {
    /** Get the app's pending authorization request */
    get: {
      parameters: {
        header?: {
          "X-Authorization-Request"?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authorization"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Allow the app's request; the response says where to redirect */
    post: {
      parameters: {
        header?: {
          "X-Authorization-Request"?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Answered"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Decline the app's request; the response says where to redirect */
    delete: {
      parameters: {
        header?: {
          "X-Authorization-Request"?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Answered"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/code/confirm": {
    /** Log in with a code */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ConfirmBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/code/request": {
    /** Request a login code */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AnyBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/code/resend": {
    /** Send a new code */
    post: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/device": {
    /** Get the pending request of a device by its code */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["DeviceBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Device"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/device/answer": {
    /** Allow or decline a device's request */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["DeviceAnswer"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Device"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/email/verify": {
    /** Get the email verification that a mailed key belongs to */
    get: {
      parameters: {
        header?: {
          "X-Email-Verification-Key"?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["EmailVerificationInfo"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Verify an email address */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["VerifyEmailBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/email/verify/resend": {
    /** Resend the verification code */
    post: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/login": {
    /** Log in with a password */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["LoginBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/logout": {
    /** Get an app's pending request to log the visitor out */
    get: {
      parameters: {
        header?: {
          "X-Logout-Request"?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Logout"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Conflict"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/password/request": {
    /** Request a password reset */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["RequestBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["PasswordResetRequested"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/password/reset": {
    /** Get the password reset that a mailed key belongs to */
    get: {
      parameters: {
        header?: {
          "X-Password-Reset-Key"?: string;
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["PasswordResetInfo"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Reset the password */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ResetBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/phone/verify": {
    /** Verify a phone number */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["VerifyPhoneBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/phone/verify/resend": {
    /** Send a new code */
    post: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/callback": {
    /** Finish a provider login whose callback the client's own page received */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CallbackBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/exchange": {
    /** Finish a provider login with the code from an app's deep link */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ExchangeBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/signup": {
    /** Get the pending provider sign-up */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderSignup"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Complete the pending provider sign-up */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PasskeySignupBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/start": {
    /** Get the provider's authorization URL, for clients that receive the callback themselves */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["StartBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderStart"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/token": {
    /** Log in with a provider's token, or connect the provider account */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["TokenBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/reauthenticate": {
    /** Reauthenticate with a password */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ReauthenticateBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/session": {
    /** Get the session */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Log out */
    delete: {
      responses: {
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/sessions": {
    /** List the sessions */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Sessions"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** End sessions */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["SessionsBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Sessions"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/signup": {
    /** Sign up */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["SignupBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/authenticate": {
    /** Get a challenge for a passkey as the second factor */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Complete a login with a passkey as the second factor */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CredentialBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/login": {
    /** Get a challenge to log in with a passkey */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Log in with a passkey */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CredentialBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/options": {
    /** Get a challenge for the passkeys of one account */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["WhoBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/reauthenticate": {
    /** Get a challenge to reauthenticate with a passkey */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Reauthenticate with a passkey */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CredentialBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/signup": {
    /** Get a challenge to register the new account's passkey */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["CreationOptions"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Complete a passkey sign-up */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewPasskeyBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Sign up with a passkey */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PasskeySignupBody"];
        };
      };
      responses: {
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Conflict with the current state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/config": {
    /** Get the configuration */
    get: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Configuration"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/tokens/cookies": {
    /** Refresh the access token in the browser's cookies */
    post: {
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["NotRenewed"];
          };
        };
        /** @description Forbidden */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/tokens/refresh": {
    /** Refresh the access token, or get the first one for a session token */
    post: {
      parameters: {
        header?: {
          "X-Session-Token"?: string;
        };
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["RefreshBody"];
        };
      };
      responses: {
        /** @description Success */
        200: {
          content: {
            "application/json": components["schemas"]["Renewed"];
          };
        };
        /** @description Invalid input; no body if the request body is not a JSON object */
        400: {
          content: {
            "application/json": components["schemas"]["NotRenewed"];
          };
        };
        /** @description Not authenticated, a login step is pending, or reauthentication is required */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Request body too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too many requests */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database is unavailable */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /**
     * AccountConfig
     * @description How accounts are created, verified and recovered.
     */
    AccountConfig: {
      authentication_method?: string;
      email_verification_by_code_enabled: boolean;
      is_open_for_signup: boolean;
      login_by_code_enabled: boolean;
      login_methods: ("email" | "phone" | "username")[];
      password_reset_by_code_enabled: boolean;
    };
    /** AddressBody */
    AddressBody: {
      /** Format: email */
      email: string;
    };
    /**
     * Answered
     * @description The request is answered.
     */
    Answered: {
      data: components["schemas"]["Location"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * AnyBody
     * @description Where to send the code: exactly one of the two.
     */
    AnyBody: {
      /** @default null */
      email?: string | null;
      /** @default null */
      phone?: string | null;
    };
    /**
     * App
     * @description A registered app. Staff have confirmed who runs it if it is `verified`. Links are empty if it has none.
     */
    App: {
      first_party: boolean;
      logo: string;
      name: string;
      privacy: string;
      terms: string;
      url: string;
      verified: boolean;
    };
    /**
     * AppEntry
     * @description An app with access to the account; `expires_at` is when the user will be asked again.
     */
    AppEntry: {
      app: components["schemas"]["App"];
      expires_at: number | null;
      granted_at: number;
      id: number;
      resources: string[];
      scopes: components["schemas"]["ScopeEntry"][];
    };
    /**
     * Apps
     * @description The apps with access to the account.
     */
    Apps: {
      data: components["schemas"]["AppEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * AppsBody
     * @description Public ids of the apps whose access ends.
     */
    AppsBody: {
      apps: number[];
    };
    /**
     * Authenticated
     * @description The session is authenticated.
     */
    Authenticated: {
      data: components["schemas"]["AuthenticatedData"];
      meta: components["schemas"]["Meta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * AuthenticatedData
     * @description The user, and how they authenticated.
     */
    AuthenticatedData: {
      methods: components["schemas"]["ProofShape"][];
      user: components["schemas"]["User"];
    };
    /**
     * AuthenticateFlow
     * @description A login is waiting for a second factor of one of these types.
     *
     *         `releases`: the address used for the login, if it may be removed from the account instead.
     */
    AuthenticateFlow: {
      /** @enum {unknown} */
      id: "mfa_authenticate";
      is_pending?: boolean;
      releases?: string;
      types: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /** Authenticator */
    Authenticator: components["schemas"]["WebAuthnEntry"] | components["schemas"]["RecoveryCodesEntry"] | components["schemas"]["TotpEntry"];
    /**
     * Authenticators
     * @description The authenticators.
     */
    Authenticators: {
      data: components["schemas"]["Authenticator"][];
      meta?: components["schemas"]["EnrolmentDue"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * Authorization
     * @description The request that waits for the user.
     */
    Authorization: {
      data: components["schemas"]["AuthorizationData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * AuthorizationData
     * @description An app's request: who asks for what, where it goes next, and what the visitor must do first (`needs`).
     */
    AuthorizationData: {
      app: components["schemas"]["App"];
      expires_at: number;
      flows: components["schemas"]["Flow"][];
      login_hint: string;
      /** @enum {unknown} */
      needs: "account" | "consent" | "login" | "nothing" | "reauthentication" | "second_factor";
      redirects_to: string;
      resources: string[];
      scopes: components["schemas"]["ScopeEntry"][];
      ui_locales: string;
      user: components["schemas"]["NamedUser"] | null;
    };
    /**
     * BrowsersBody
     * @description Public ids of the trusted browsers to revoke.
     */
    BrowsersBody: {
      browsers: number[];
    };
    /**
     * CallbackBody
     * @description The query parameters with which the provider redirected to the client's page.
     */
    CallbackBody: {
      /** @default null */
      code?: string | null;
      /** @default null */
      error?: string | null;
      /** @default null */
      iss?: string | null;
      state: string;
    };
    /**
     * ChangeBody
     * @description A new password; the current one is required if there is one.
     */
    ChangeBody: {
      /** @default null */
      current_password?: string | null;
      /** @default null */
      new_password?: string | null;
    };
    /**
     * CodeBody
     * @description A code of an authenticator app, or a recovery code.
     */
    CodeBody: {
      code: string;
    };
    /**
     * Configuration
     * @description The configuration by section.
     */
    Configuration: {
      data: components["schemas"]["ConfigurationData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ConfigurationData
     * @description The configuration; disabled features are absent.
     */
    ConfigurationData: {
      account: components["schemas"]["AccountConfig"];
      keys?: components["schemas"]["KeysConfig"];
      mfa?: components["schemas"]["FactorsConfig"];
      names: components["schemas"]["NamesConfig"];
      socialaccount?: components["schemas"]["ProvidersConfig"];
      usersessions?: components["schemas"]["SessionsConfig"];
    };
    /**
     * ConfirmBody
     * @description The code, or the key from the link in the same mail.
     */
    ConfirmBody: {
      code: string;
    };
    /**
     * Conflict
     * @description Conflict with the current state, with the reason where it may be revealed.
     */
    Conflict: {
      errors?: components["schemas"]["Fault"][];
      /** @enum {unknown} */
      status: 409;
    };
    /**
     * ConnectBody
     * @description The key of a `provider_link` flow.
     */
    ConnectBody: {
      key: string;
    };
    /**
     * CreationOptions
     * @description A challenge for a new passkey.
     */
    CreationOptions: {
      data: components["schemas"]["CreationOptionsData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * CreationOptionsData
     * @description For `navigator.credentials.create`.
     */
    CreationOptionsData: {
      creation_options: Record<string, unknown>;
    };
    /**
     * CredentialBody
     * @description The result of `navigator.credentials`, as JSON.
     */
    CredentialBody: {
      credential: Record<string, unknown>;
    };
    /**
     * Device
     * @description The request of a device that waits for its user.
     */
    Device: {
      data: components["schemas"]["DeviceData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * DeviceAnswer
     * @description The user's answer to a device; declined if `allow` is left out.
     */
    DeviceAnswer: {
      /** @default false */
      allow?: boolean;
      code: string;
    };
    /**
     * DeviceBody
     * @description The code that a device shows.
     */
    DeviceBody: {
      code: string;
    };
    /**
     * DeviceData
     * @description A device's request: which app asks for what, and who would allow it.
     */
    DeviceData: {
      app: components["schemas"]["App"];
      expires_at: number;
      resources: string[];
      scopes: components["schemas"]["ScopeEntry"][];
      user: components["schemas"]["NamedUser"];
    };
    /**
     * DisconnectBody
     * @description A connected provider account: the provider's id, and the uid there.
     */
    DisconnectBody: {
      account: string;
      provider: string;
    };
    /**
     * EmailAddress
     * @description An address.
     */
    EmailAddress: {
      email: string;
      primary: boolean;
      verified: boolean;
    };
    /**
     * EmailAddresses
     * @description The user's addresses.
     */
    EmailAddresses: {
      data: components["schemas"]["EmailAddress"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * EmailVerificationInfo
     * @description The key is valid.
     */
    EmailVerificationInfo: {
      data: components["schemas"]["VerificationData"];
      meta: components["schemas"]["VerificationMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * EnrolFlow
     * @description A login or an action requires that a second factor of one of these types is set up first.
     */
    EnrolFlow: {
      /** @enum {unknown} */
      id: "mfa_enrol";
      is_pending?: boolean;
      types: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /**
     * EnrolledMeta
     * @description Whether recovery codes were generated too; whether a login that was waiting for it is complete now.
     */
    EnrolledMeta: {
      access_token?: string;
      is_authenticated?: boolean;
      recovery_codes_generated?: boolean;
      refresh_token?: string;
      session_token?: string;
    };
    /**
     * EnrolmentDue
     * @description The deadline for setting up a second factor.
     */
    EnrolmentDue: {
      enrolment_due: number;
    };
    /**
     * Errors
     * @description The errors in the input.
     */
    Errors: {
      errors: components["schemas"]["Fault"][];
      /** @enum {unknown} */
      status: 400 | 413;
    };
    /**
     * ExchangeBody
     * @description The code from a deep link, and the verifier of the challenge.
     */
    ExchangeBody: {
      code: string;
      code_verifier: string;
    };
    /**
     * FactorsConfig
     * @description Second factors and passkeys; `trust_enabled` if browsers can be trusted to skip the second factor.
     */
    FactorsConfig: {
      passkey_login_enabled?: boolean;
      passkey_upgrade_enabled?: boolean;
      supported_types?: ("recovery_codes" | "totp" | "webauthn")[];
      trust_enabled?: boolean;
    };
    /**
     * Fault
     * @description One error; `param` names the field, and `reason` the cause where a client can act on it.
     */
    Fault: {
      code: string;
      message: string;
      param?: string;
      reason?: string;
    };
    /**
     * FirstCodeBody
     * @description The first code that the app shows.
     */
    FirstCodeBody: {
      code: string;
    };
    /** Flow */
    Flow: components["schemas"]["LoginByCodeFlow"] | components["schemas"]["VerifyEmailFlow"] | components["schemas"]["PasskeyLoginFlow"] | components["schemas"]["PasskeySignupFlow"] | components["schemas"]["LoginFlow"] | components["schemas"]["SignupFlow"] | components["schemas"]["PasswordResetByCodeFlow"] | components["schemas"]["ReauthenticateFlow"] | components["schemas"]["VerifyPhoneFlow"] | components["schemas"]["AuthenticateFlow"] | components["schemas"]["EnrolFlow"] | components["schemas"]["ReauthenticateByFactorFlow"] | components["schemas"]["ProviderRedirectFlow"] | components["schemas"]["ProviderTokenFlow"] | components["schemas"]["ProviderSignupFlow"] | components["schemas"]["ProviderLinkFlow"] | components["schemas"]["TrustFlow"];
    /**
     * KeyEntry
     * @description An API key without its secret; `hint` holds its first characters.
     */
    KeyEntry: {
      created_at: number;
      expires_at: number | null;
      hint: string;
      id: number;
      last_used_at: number | null;
      name: string;
      scope: string;
    };
    /**
     * Keys
     * @description The active API keys.
     */
    Keys: {
      data: components["schemas"]["KeyEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * KeysBody
     * @description Public ids of the keys to revoke.
     */
    KeysBody: {
      keys: number[];
    };
    /**
     * KeysConfig
     * @description API keys; `longest_seconds` is the longest lifetime.
     */
    KeysConfig: {
      longest_seconds: number;
      scopes: string[];
    };
    /**
     * KnownAddressBody
     * @description One of the user's addresses.
     */
    KnownAddressBody: {
      /** Format: email */
      email: string;
    };
    /**
     * KnownPasskeys
     * @description For `PublicKeyCredential.signalAllAcceptedCredentials` and `signalCurrentUserDetails`.
     */
    KnownPasskeys: {
      data: components["schemas"]["KnownPasskeysData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * KnownPasskeysData
     * @description The user's keys as browsers know them; binary values in base64url.
     */
    KnownPasskeysData: {
      credential_ids: string[];
      display_name: string;
      name: string;
      rp_id: string;
      user_id: string;
    };
    /**
     * LanguageBody
     * @description A language tag, for example `de` or `pt-BR`.
     */
    LanguageBody: {
      language: string;
    };
    /**
     * Location
     * @description Where the page must go now: the app's own address.
     */
    Location: {
      location: string;
    };
    /** LoginBody */
    LoginBody: {
      email?: string | null;
      /** Format: password */
      password: string;
      phone?: string | null;
      username?: string | null;
    };
    /**
     * LoginByCodeFlow
     * @description Log in with a code; pending once one was sent.
     */
    LoginByCodeFlow: {
      /** @enum {unknown} */
      id: "login_by_code";
      is_pending?: boolean;
    };
    /**
     * LoginEntry
     * @description A login other than a session: a token, a refresh token with its access tokens, or a key.
     *
     *         `wire` is the API through which the user logged in (`authtoken`, `rest_auth`, `djoser`, `knox`, `simple_jwt`), and
     *         empty for a key. `name` is that of a key, `device` the browser or app of a login.
     */
    LoginEntry: {
      created_at: number;
      device: string;
      expires_at: number | null;
      hint: string;
      id: number;
      /** @enum {unknown} */
      kind: "key" | "refresh_token" | "token";
      last_used_at: number | null;
      name: string;
      wire: string;
    };
    /**
     * LoginFlow
     * @description Log in with a password.
     */
    LoginFlow: {
      /** @enum {unknown} */
      id: "login";
    };
    /**
     * Logins
     * @description The user's tokens and keys, newest first.
     */
    Logins: {
      data: components["schemas"]["LoginEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * LoginsBody
     * @description Public ids of the logins to revoke.
     */
    LoginsBody: {
      logins: number[];
    };
    /**
     * Logout
     * @description The request to log out that waits for the visitor.
     */
    Logout: {
      data: components["schemas"]["LogoutData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * LogoutData
     * @description An app's request to log the visitor out: whether to ask first, and where to go afterwards (empty: nowhere).
     */
    LogoutData: {
      app: components["schemas"]["App"];
      confirm: boolean;
      expires_at: number;
      location: string;
      ui_locales: string;
      user: components["schemas"]["NamedUser"] | null;
    };
    /**
     * Meta
     * @description Whether the session is authenticated, and an app's new tokens.
     */
    Meta: {
      access_token?: string;
      is_authenticated: boolean;
      refresh_token?: string;
      session_token?: string;
    };
    /**
     * NameBody
     * @description A new name.
     */
    NameBody: {
      id: string;
      name: string;
    };
    /**
     * NamedUser
     * @description A user, as shown to the holder of a mailed key.
     */
    NamedUser: {
      display: string;
      email?: string;
      has_usable_password: boolean;
      id: number | string;
      username?: string;
    };
    /**
     * NameLimits
     * @description What a new name must be: `message` is the error for one that does not match the `pattern`.
     *
     *         The pattern is a regular expression whose `\w` means letters and digits of every script.
     */
    NameLimits: {
      max_length: number;
      message?: string;
      pattern?: string;
    };
    /**
     * NamesConfig
     * @description The names that users can have.
     */
    NamesConfig: {
      email?: components["schemas"]["NameLimits"];
      phone?: components["schemas"]["NameLimits"];
      username?: components["schemas"]["NameLimits"];
    };
    /**
     * NewKey
     * @description A new API key.
     */
    NewKey: {
      data: components["schemas"]["KeyEntry"];
      meta: components["schemas"]["NewKeyMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * NewKeyBody
     * @description A new API key: its name, space-separated scopes, its lifetime in seconds.
     */
    NewKeyBody: {
      /** @default null */
      expires_in?: number | null;
      name: string;
      /** @default null */
      scope?: string | null;
    };
    /**
     * NewKeyMeta
     * @description The key itself; no later answer contains it.
     */
    NewKeyMeta: {
      key: string;
    };
    /**
     * NewPasskeyBody
     * @description A new key.
     */
    NewPasskeyBody: {
      credential: Record<string, unknown>;
      /** @default null */
      name?: string | null;
    };
    /**
     * NotRenewed
     * @description The refresh token is missing (`errors` says so) or invalid.
     */
    NotRenewed: {
      errors?: components["schemas"]["Fault"][];
      /** @enum {unknown} */
      status: 400 | 413;
    };
    /**
     * NumberBody
     * @description The public id of a key.
     */
    NumberBody: {
      id: string;
    };
    /**
     * PasskeyLoginFlow
     * @description Log in with a passkey.
     */
    PasskeyLoginFlow: {
      /** @enum {unknown} */
      id: "mfa_login_webauthn";
    };
    /** PasskeySignupBody */
    PasskeySignupBody: {
      /** @default null */
      email?: string | null;
      /** @default null */
      phone?: string | null;
      /** @default null */
      username?: string | null;
    };
    /**
     * PasskeySignupFlow
     * @description Sign up with a passkey; pending once only the passkey is missing.
     */
    PasskeySignupFlow: {
      /** @enum {unknown} */
      id: "mfa_signup_webauthn";
      is_pending?: boolean;
    };
    /**
     * PasswordResetByCodeFlow
     * @description Reset the password with a code; pending once one was sent.
     */
    PasswordResetByCodeFlow: {
      /** @enum {unknown} */
      id: "password_reset_by_code";
      is_pending?: boolean;
    };
    /**
     * PasswordResetInfo
     * @description The key is valid.
     */
    PasswordResetInfo: {
      data: components["schemas"]["ResetInfoData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * PasswordResetRequested
     * @description A mail or SMS was sent, if there is such an account; with the user, if one is signed in and codes are sent.
     */
    PasswordResetRequested: {
      data?: components["schemas"]["AuthenticatedData"];
      meta?: components["schemas"]["Meta"];
      /** @enum {unknown} */
      status: 200;
    };
    /** PhoneBody */
    PhoneBody: {
      phone: string;
    };
    /**
     * PhoneNumber
     * @description A number.
     */
    PhoneNumber: {
      phone: string;
      verified: boolean;
    };
    /**
     * PhoneNumbers
     * @description The user's number.
     */
    PhoneNumbers: {
      data: components["schemas"]["PhoneNumber"][];
      /** @enum {unknown} */
      status: 200 | 202;
    };
    /**
     * PrimaryBody
     * @description The new primary address; `primary` is always true.
     */
    PrimaryBody: {
      /** Format: email */
      email: string;
      primary: boolean;
    };
    /**
     * Profile
     * @description What the user may change in the profile.
     */
    Profile: {
      data: components["schemas"]["ProfileData"];
      /** @enum {unknown} */
      status: 200;
    };
    /** ProfileBody */
    ProfileBody: {
      first_name?: string | null;
      last_name?: string | null;
    };
    /**
     * ProfileChoice
     * @description An accepted value, and what a form calls it.
     */
    ProfileChoice: {
      label: string;
      value: string;
    };
    /**
     * ProfileData
     * @description The fields in the order of a form, and the stored language.
     */
    ProfileData: {
      fields: components["schemas"]["ProfileEntry"][];
      language: string | null;
    };
    /**
     * ProfileEntry
     * @description A field that the user may change, with its value; labels are in the language of the request.
     */
    ProfileEntry: {
      choices?: components["schemas"]["ProfileChoice"][];
      description?: string;
      label: string;
      max_length?: number;
      name: string;
      required: boolean;
      /** @enum {unknown} */
      type: "boolean" | "date" | "datetime" | "integer" | "number" | "text" | "time";
      value: string | number | boolean | null;
    };
    /**
     * ProofShape
     * @description One method by which the user authenticated in this session.
     */
    ProofShape: {
      at: number;
      email?: string;
      id?: number;
      method: string;
      passwordless?: boolean;
      phone?: string;
      provider?: string;
      reauthenticated?: boolean;
      /** @enum {unknown} */
      type?: "recovery_codes" | "totp" | "webauthn";
      uid?: string;
      username?: string;
    };
    /**
     * Provider
     * @description A provider of social login.
     */
    Provider: {
      client_id?: string;
      flows: ("provider_redirect" | "provider_token")[];
      id: string;
      name: string;
      openid_configuration_url?: string;
    };
    /**
     * ProviderAccount
     * @description An account at a provider.
     */
    ProviderAccount: {
      display: string;
      provider: components["schemas"]["Provider"];
      uid: string;
    };
    /**
     * ProviderAccounts
     * @description The connected provider accounts.
     */
    ProviderAccounts: {
      data: components["schemas"]["ProviderAccount"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ProviderLinkFlow
     * @description The address belongs to an existing account: log in to it, then connect the provider account with this key.
     */
    ProviderLinkFlow: {
      /** @enum {unknown} */
      id: "provider_link";
      is_pending?: boolean;
      key: string;
      provider: components["schemas"]["Provider"];
    };
    /**
     * ProviderRedirectFlow
     * @description Log in at one of these providers.
     */
    ProviderRedirectFlow: {
      /** @enum {unknown} */
      id: "provider_redirect";
      providers: string[];
    };
    /**
     * ProvidersConfig
     * @description The providers of social login.
     */
    ProvidersConfig: {
      providers: components["schemas"]["Provider"][];
    };
    /**
     * ProviderSignup
     * @description Get the pending provider sign-up.
     */
    ProviderSignup: {
      data: components["schemas"]["ProviderSignupData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ProviderSignupData
     * @description What the provider shared.
     */
    ProviderSignupData: {
      account: components["schemas"]["ProviderAccount"];
      email: components["schemas"]["ToldEmail"][];
      user: components["schemas"]["ToldUser"];
    };
    /**
     * ProviderSignupFlow
     * @description A provider sign-up is pending: more information is needed before the account is created.
     */
    ProviderSignupFlow: {
      /** @enum {unknown} */
      id: "provider_signup";
      is_pending?: boolean;
      provider: components["schemas"]["Provider"];
    };
    /**
     * ProviderStart
     * @description Where to send the user.
     */
    ProviderStart: {
      data: components["schemas"]["ProviderStartData"];
      meta?: components["schemas"]["ProviderStartMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ProviderStartData
     * @description The authorization URL, and the state that must come back.
     */
    ProviderStartData: {
      authorize_url: string;
      state: string;
    };
    /**
     * ProviderStartMeta
     * @description An app's new session token.
     */
    ProviderStartMeta: {
      session_token?: string;
    };
    /**
     * ProviderTokenFlow
     * @description Log in with a token of one of these providers.
     */
    ProviderTokenFlow: {
      /** @enum {unknown} */
      id: "provider_token";
      providers: string[];
    };
    /**
     * QrCode
     * @description The QR code of the enrolment in progress.
     */
    QrCode: {
      data: components["schemas"]["QrCodeData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * QrCodeData
     * @description The picture as SVG.
     */
    QrCodeData: {
      svg: string;
    };
    /**
     * ReauthenticateBody
     * @description The current password, to reauthenticate with.
     */
    ReauthenticateBody: {
      /** Format: password */
      password: string;
    };
    /**
     * ReauthenticateByFactorFlow
     * @description Reauthenticate with a second factor: one of these.
     */
    ReauthenticateByFactorFlow: {
      /** @enum {unknown} */
      id: "mfa_reauthenticate";
      types: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /**
     * ReauthenticateFlow
     * @description Reauthenticate with the password.
     */
    ReauthenticateFlow: {
      /** @enum {unknown} */
      id: "reauthenticate";
    };
    /**
     * RecoveryCodes
     * @description The recovery codes.
     */
    RecoveryCodes: {
      data: components["schemas"]["RecoveryCodesEntry"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * RecoveryCodesEntry
     * @description The recovery codes; the codes themselves only where they were requested and may still be shown.
     */
    RecoveryCodesEntry: {
      created_at: number;
      last_used_at: number | null;
      total_code_count: number;
      /** @enum {unknown} */
      type: "recovery_codes";
      unused_code_count: number;
      unused_codes?: string[];
    };
    /**
     * RefreshBody
     * @description The refresh token that the app holds; without one, the session token in the header may get it its first.
     */
    RefreshBody: {
      /** @default  */
      refresh_token?: string;
    };
    /**
     * ReleaseBody
     * @description The address that the pending step offered to release (`releases`).
     */
    ReleaseBody: {
      address: string;
    };
    /**
     * RemoveBody
     * @description Public ids of the keys to remove.
     */
    RemoveBody: {
      authenticators: number[];
    };
    /**
     * Renewed
     * @description New tokens.
     */
    Renewed: {
      data: components["schemas"]["Tokens"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * RequestBody
     * @description Whose password to reset: an email address, phone number or username.
     */
    RequestBody: {
      /** @default null */
      email?: string | null;
      /** @default null */
      phone?: string | null;
      /** @default null */
      username?: string | null;
    };
    /**
     * RequestOptions
     * @description A challenge for a passkey.
     */
    RequestOptions: {
      data: components["schemas"]["RequestOptionsData"];
      meta?: components["schemas"]["TokenMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * RequestOptionsData
     * @description For `navigator.credentials.get`.
     */
    RequestOptionsData: {
      request_options: Record<string, unknown>;
    };
    /**
     * ResetBody
     * @description A mailed key or code, and the new password.
     */
    ResetBody: {
      key: string;
      /** Format: password */
      password: string;
    };
    /**
     * ResetInfoData
     * @description The user whose password the key resets.
     */
    ResetInfoData: {
      user: components["schemas"]["NamedUser"];
    };
    /**
     * ScopeEntry
     * @description A scope, and what it allows, in words.
     */
    ScopeEntry: {
      name: string;
      text: string;
    };
    /**
     * SessionEntry
     * @description A session; `device` describes the user agent in the reader's language, or is empty.
     */
    SessionEntry: {
      created_at: number;
      device: string;
      id: number;
      ip: string;
      is_current: boolean;
      last_seen_at?: number;
      user_agent: string;
    };
    /**
     * Sessions
     * @description The user's sessions.
     */
    Sessions: {
      data: components["schemas"]["SessionEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * SessionsBody
     * @description Public ids of the sessions to revoke.
     */
    SessionsBody: {
      sessions: number[];
    };
    /**
     * SessionsConfig
     * @description The list of sessions.
     */
    SessionsConfig: {
      track_activity: boolean;
    };
    /** SignupBody */
    SignupBody: {
      /** @default null */
      email?: string | null;
      /** @default null */
      password?: string | null;
      /** @default null */
      phone?: string | null;
      /** @default null */
      username?: string | null;
    };
    /**
     * SignupFlow
     * @description Sign up.
     */
    SignupFlow: {
      /** @enum {unknown} */
      id: "signup";
    };
    /**
     * StartBody
     * @description The provider, and where its answer goes: a page of the client, or an app's deep link with a challenge.
     */
    StartBody: {
      /** @default null */
      callback_url?: string | null;
      /** @default null */
      code_challenge?: string | null;
      /**
       * @default login
       * @enum {unknown}
       */
      process?: "connect" | "login";
      provider: string;
    };
    /**
     * Status
     * @description The status alone.
     */
    Status: {
      status: number;
    };
    /**
     * TokenBody
     * @description A token that an app got from a provider: `client_id`, and `id_token`, `access_token` or both.
     */
    TokenBody: {
      /** @enum {unknown} */
      process: "connect" | "login";
      provider: string;
      token: Record<string, unknown>;
    };
    /**
     * TokenMeta
     * @description An app's new session token.
     */
    TokenMeta: {
      session_token: string;
    };
    /**
     * Tokens
     * @description A new access token, and the next refresh token if it was rotated.
     */
    Tokens: {
      access_token: string;
      refresh_token?: string;
    };
    /**
     * ToldEmail
     * @description An email address from the provider.
     */
    ToldEmail: {
      email: string;
      primary: boolean;
      verified: boolean;
    };
    /**
     * ToldUser
     * @description The user that the sign-up would create.
     */
    ToldUser: {
      display: string;
      has_usable_password: boolean;
      username?: string;
    };
    /**
     * TotpAuthenticator
     * @description The authenticator app.
     */
    TotpAuthenticator: {
      data: components["schemas"]["TotpEntry"];
      meta?: components["schemas"]["EnrolledMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * TotpEnrolment
     * @description There is no authenticator app yet.
     */
    TotpEnrolment: {
      meta: components["schemas"]["TotpEnrolmentMeta"];
      /** @enum {unknown} */
      status: 404;
    };
    /**
     * TotpEnrolmentMeta
     * @description What an authenticator app needs; new with each call.
     */
    TotpEnrolmentMeta: {
      secret: string;
      totp_url: string;
    };
    /**
     * TotpEntry
     * @description An authenticator app.
     */
    TotpEntry: {
      created_at: number;
      last_used_at: number | null;
      /** @enum {unknown} */
      type: "totp";
    };
    /**
     * TrustBody
     * @description Whether to trust this browser.
     */
    TrustBody: {
      /** @default false */
      trust?: boolean;
    };
    /**
     * TrustedBrowserEntry
     * @description A browser in which the user skips steps of a login.
     */
    TrustedBrowserEntry: {
      created_at: number;
      device: string;
      expires_at: number;
      id: number;
      ip: string;
      is_current: boolean;
      user_agent: string;
    };
    /**
     * TrustedBrowsers
     * @description The trusted browsers.
     */
    TrustedBrowsers: {
      data: components["schemas"]["TrustedBrowserEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * TrustFlow
     * @description A login is waiting for the choice whether to trust this browser.
     */
    TrustFlow: {
      /** @enum {unknown} */
      id: "mfa_trust";
      is_pending?: boolean;
    };
    /**
     * Unauthenticated
     * @description Not authenticated, a login step is pending, or reauthentication is required.
     */
    Unauthenticated: {
      data: components["schemas"]["UnauthenticatedData"];
      meta: components["schemas"]["Meta"];
      /** @enum {unknown} */
      status: 401 | 410;
    };
    /**
     * UnauthenticatedData
     * @description The flows to start or continue; with `user` and `methods` if only reauthentication is missing.
     */
    UnauthenticatedData: {
      flows: components["schemas"]["Flow"][];
      methods?: components["schemas"]["ProofShape"][];
      user?: components["schemas"]["User"];
    };
    /**
     * UpgradeOptions
     * @description A challenge for a passkey that the password manager adds, if it may.
     */
    UpgradeOptions: {
      data: components["schemas"]["UpgradeOptionsData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * UpgradeOptionsData
     * @description For `navigator.credentials.create` with conditional mediation; empty if no passkey may be added now.
     */
    UpgradeOptionsData: {
      creation_options?: Record<string, unknown>;
    };
    /**
     * User
     * @description A user who is logged in, with the fields that `accounts.user_fields` names.
     */
    User: {
      display: string;
      email?: string;
      has_usable_password: boolean;
      id: number | string;
      username?: string;
    };
    /**
     * VerificationData
     * @description The address that the key verifies, and its user.
     */
    VerificationData: {
      email: string;
      user: components["schemas"]["NamedUser"];
    };
    /**
     * VerificationMeta
     * @description Whether a login in this session is waiting for it.
     */
    VerificationMeta: {
      is_authenticating: boolean;
    };
    /**
     * VerifyEmailBody
     * @description A mailed key or code.
     */
    VerifyEmailBody: {
      key: string;
    };
    /**
     * VerifyEmailFlow
     * @description An email address is being verified.
     */
    VerifyEmailFlow: {
      /** @enum {unknown} */
      id: "verify_email";
      is_pending?: boolean;
    };
    /**
     * VerifyPhoneBody
     * @description The code from the SMS.
     */
    VerifyPhoneBody: {
      code: string;
    };
    /**
     * VerifyPhoneFlow
     * @description A phone number is being verified.
     */
    VerifyPhoneFlow: {
      /** @enum {unknown} */
      id: "verify_phone";
      is_pending?: boolean;
    };
    /**
     * WebAuthnAuthenticator
     * @description One key.
     */
    WebAuthnAuthenticator: {
      data: components["schemas"]["WebAuthnEntry"];
      meta?: components["schemas"]["EnrolledMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * WebAuthnEntry
     * @description A passkey or a security key.
     */
    WebAuthnEntry: {
      created_at: number;
      id: number;
      is_passwordless?: boolean;
      /** @enum {unknown} */
      is_second_factor?: false;
      last_used_at: number | null;
      name: string;
      /** @enum {unknown} */
      type: "webauthn";
    };
    /**
     * WhoBody
     * @description The account whose keys to offer: exactly one of its names.
     */
    WhoBody: {
      /** @default null */
      email?: string | null;
      /** @default null */
      username?: string | null;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
