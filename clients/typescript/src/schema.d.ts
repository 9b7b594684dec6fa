// Made by `npm run schema` from the server's description; don't edit.
export interface paths {
  "/account": {
    /** Delete the user's account */
    delete: {
      responses: {
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators": {
    /** List what the user can show beside a password */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticators"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/recovery-codes": {
    /** Show the recovery codes that are left */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["RecoveryCodes"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Switched off */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Make new recovery codes */
    post: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["RecoveryCodes"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/totp": {
    /** Show the authenticator app, or a secret to set one up with */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["TotpAuthenticator"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Switched off */
        404: {
          content: {
            "application/json": components["schemas"]["TotpEnrolment"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Set an authenticator app up */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["FirstCodeBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["TotpAuthenticator"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Remove the authenticator app */
    delete: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/totp/qr": {
    /** The secret that was shown last, as a QR code */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["QrCode"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/authenticators/webauthn": {
    /** A challenge for a new key */
    get: {
      parameters: {
        query?: {
          passwordless?: string;
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["CreationOptions"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Name a key */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NameBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["WebAuthnAuthenticator"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Add a key */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewPasskeyBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["WebAuthnAuthenticator"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Remove keys */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["RemoveBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/email": {
    /** List the user's addresses */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Mail an address once more */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AddressBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Add an address, or wait for another one */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AddressBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Remove an address */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AddressBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Make an address the primary one */
    patch: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PrimaryBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["EmailAddresses"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/keys": {
    /** List the user's keys for scripts and services */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Keys"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Make a key; it is told this once */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewKeyBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["NewKey"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** End keys */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["KeysBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Keys"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/phone": {
    /** Show the user's number */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["PhoneNumbers"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Change the number, or wait for another one */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PhoneBody"];
        };
      };
      responses: {
        /** @description Accepted; a proof is still to come */
        202: {
          content: {
            "application/json": components["schemas"]["PhoneNumbers"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/providers": {
    /** List the account's logins at providers */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderAccounts"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Connect a login whose owner was asked to log in the old way first */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ConnectBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Give up a login at a provider */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["DisconnectBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderAccounts"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/account/trusted_browsers": {
    /** List the browsers that the user trusts */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["TrustedBrowsers"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Trust some browsers no more */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["BrowsersBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["TrustedBrowsers"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/authenticate": {
    /** Take the second step of a login */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CodeBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/reauthenticate": {
    /** Prove by a second factor who one is */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CodeBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/2fa/trust": {
    /** Trust this browser, or don't: the last step of a login */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["TrustBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
        409: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/code/request": {
    /** Ask for a code to log in with */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["AnyBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/email/verify": {
    /** Look whose address a mailed key would prove */
    get: {
      parameters: {
        header?: {
          "X-Email-Verification-Key"?: string;
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["EmailVerificationInfo"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Prove an address */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["VerifyEmailBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/email/verify/resend": {
    /** Mail a new code */
    post: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/login": {
    /** Log in with a name and a password */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["LoginBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/password/request": {
    /** Ask for a mail that lets one set a new password */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["RequestBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/password/reset": {
    /** Look whose password a mailed key may set */
    get: {
      parameters: {
        header?: {
          "X-Password-Reset-Key"?: string;
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["PasswordResetInfo"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Set a new password with a mailed key */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ResetBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/phone/verify": {
    /** Prove a number */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["VerifyPhoneBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/callback": {
    /** Give what a provider brought to the client's own page */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CallbackBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/exchange": {
    /** Give what a deep link brought to an app */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ExchangeBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/signup": {
    /** What a provider told of somebody who is asked for more */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderSignup"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Make an account for somebody who came from a provider */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PasskeySignupBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/start": {
    /** Get the address of a provider's login, for clients that take the answer themselves */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["StartBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["ProviderStart"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/provider/token": {
    /** Log in with a provider's token, or connect it to the account */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["TokenBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/reauthenticate": {
    /** Prove by password, once more, who one is */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["ReauthenticateBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/session": {
    /** How things stand */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/sessions": {
    /** List the user's sessions */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Sessions"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** End some of the user's sessions */
    delete: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["SessionsBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Sessions"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/signup": {
    /** Make an account */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["SignupBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/authenticate": {
    /** A challenge for the second step of a login */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Take the second step of a login with a key */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CredentialBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/login": {
    /** A challenge to log in with a passkey */
    get: {
      responses: {
        /** @description Done */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/options": {
    /** A challenge for the keys of one user */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["WhoBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/reauthenticate": {
    /** A challenge to prove who one is */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["RequestOptions"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Prove by a key who one is */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["CredentialBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/auth/webauthn/signup": {
    /** A challenge for the key of a new account */
    get: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["CreationOptions"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Give a new account its key */
    put: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["NewPasskeyBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Authenticated"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
    /** Make an account that will log in with a passkey */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["PasskeySignupBody"];
        };
      };
      responses: {
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Not logged in, a step is missing, or a fresh proof is */
        401: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Not in this state */
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
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/config": {
    /** What the settings offer */
    get: {
      responses: {
        /** @description Done */
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
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/tokens/cookies": {
    /** Renew the access token in the browser's cookies */
    post: {
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["NotRenewed"];
          };
        };
        /** @description Not allowed */
        403: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
        503: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
      };
    };
  };
  "/tokens/refresh": {
    /** Renew the access token */
    post: {
      requestBody: {
        content: {
          "application/json": components["schemas"]["RefreshBody"];
        };
      };
      responses: {
        /** @description Done */
        200: {
          content: {
            "application/json": components["schemas"]["Renewed"];
          };
        };
        /** @description Something is wrong with the input */
        400: {
          content: {
            "application/json": components["schemas"]["NotRenewed"];
          };
        };
        /** @description The app's session has ended */
        410: {
          content: {
            "application/json": components["schemas"]["Unauthenticated"];
          };
        };
        /** @description Too large */
        413: {
          content: {
            "application/json": components["schemas"]["Errors"];
          };
        };
        /** @description Too often */
        429: {
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description The database does not answer */
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
     * @description How accounts are made, proved and recovered.
     */
    AccountConfig: {
      authentication_method?: string;
      email_verification_by_code_enabled: boolean;
      is_open_for_signup: boolean;
      login_by_code_enabled: boolean;
      login_methods: ("email" | "phone" | "username")[];
      password_reset_by_code_enabled: boolean;
    };
    /**
     * AddressBody
     * @description An address.
     */
    AddressBody: {
      /** Format: email */
      email: string;
    };
    /**
     * AnyBody
     * @description Where to send the code: one of the two.
     */
    AnyBody: {
      /** @default null */
      email?: string | null;
      /** @default null */
      phone?: string | null;
    };
    /**
     * Authenticated
     * @description Somebody is logged in.
     */
    Authenticated: {
      data: components["schemas"]["AuthenticatedData"];
      meta: components["schemas"]["Meta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * AuthenticatedData
     * @description Who is logged in, and how.
     */
    AuthenticatedData: {
      methods: components["schemas"]["ProofShape"][];
      user: components["schemas"]["User"];
    };
    /**
     * AuthenticateFlow
     * @description A login waits for its second factor: one of these.
     */
    AuthenticateFlow: {
      /** @enum {unknown} */
      id: "mfa_authenticate";
      is_pending?: boolean;
      types: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /**
     * Authenticators
     * @description Everything that the user can show.
     */
    Authenticators: {
      data: (components["schemas"]["TotpEntry"] | components["schemas"]["RecoveryCodesEntry"] | components["schemas"]["WebAuthnEntry"])[];
      meta?: components["schemas"]["EnrolmentDue"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * BrowsersBody
     * @description Public ids of the browsers to trust no more.
     */
    BrowsersBody: {
      browsers: number[];
    };
    /**
     * CallbackBody
     * @description What the provider brought to the client's own page, as it stood in the address.
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
     * @description A new password; the current one is required where there is one.
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
     * @description What the settings offer, by part.
     */
    Configuration: {
      data: components["schemas"]["ConfigurationData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ConfigurationData
     * @description What the settings offer; what they don't is absent.
     */
    ConfigurationData: {
      account: components["schemas"]["AccountConfig"];
      keys?: components["schemas"]["KeysConfig"];
      mfa?: components["schemas"]["FactorsConfig"];
      socialaccount?: components["schemas"]["ProvidersConfig"];
      usersessions?: components["schemas"]["SessionsConfig"];
    };
    /**
     * ConfirmBody
     * @description The code, or the key of the link beside it.
     */
    ConfirmBody: {
      code: string;
    };
    /**
     * Conflict
     * @description Not in this state, and why, if that may be told.
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
     * @description What `navigator.credentials` gave, as JSON.
     */
    CredentialBody: {
      credential: Record<string, unknown>;
    };
    /**
     * DisconnectBody
     * @description A login at a provider: its id, and the uid there.
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
     * @description A key is good.
     */
    EmailVerificationInfo: {
      data: components["schemas"]["VerificationData"];
      meta: components["schemas"]["VerificationMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * EnrolFlow
     * @description A login, or an act, waits until a second factor is set up: one of these.
     */
    EnrolFlow: {
      /** @enum {unknown} */
      id: "mfa_enrol";
      is_pending?: boolean;
      types: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /**
     * EnrolledMeta
     * @description Whether codes were made with it; where a login waited for it, whether that is complete now.
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
     * @description By when the user must have a second factor.
     */
    EnrolmentDue: {
      enrolment_due: number;
    };
    /**
     * Errors
     * @description What is wrong with the input.
     */
    Errors: {
      errors: components["schemas"]["Fault"][];
      /** @enum {unknown} */
      status: 400 | 413;
    };
    /**
     * ExchangeBody
     * @description What a deep link brought, and the verifier of the challenge.
     */
    ExchangeBody: {
      code: string;
      code_verifier: string;
    };
    /**
     * FactorsConfig
     * @description Second factors and passkeys.
     */
    FactorsConfig: {
      passkey_login_enabled?: boolean;
      supported_types?: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /**
     * Fault
     * @description One thing that is wrong.
     */
    Fault: {
      code: string;
      message: string;
      param?: string;
    };
    /**
     * FirstCodeBody
     * @description The first code that the app shows.
     */
    FirstCodeBody: {
      code: string;
    };
    /**
     * KeyEntry
     * @description A key, without the key: `hint` holds its first signs.
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
     * @description The user's living keys.
     */
    Keys: {
      data: components["schemas"]["KeyEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * KeysBody
     * @description Public ids of the keys to end.
     */
    KeysBody: {
      keys: number[];
    };
    /**
     * KeysConfig
     * @description Keys for scripts and services; a key lives for `longest_seconds` at most.
     */
    KeysConfig: {
      longest_seconds: number;
      scopes: string[];
    };
    /** LoginBody */
    LoginBody: {
      /** @default null */
      email?: string | null;
      /** Format: password */
      password: string;
      /** @default null */
      phone?: string | null;
      /** @default null */
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
     * LoginFlow
     * @description Log in with a name and a password.
     */
    LoginFlow: {
      /** @enum {unknown} */
      id: "login";
    };
    /**
     * Meta
     * @description Whether somebody is logged in, and an app's new tokens.
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
     * NewKey
     * @description A key that was just made.
     */
    NewKey: {
      data: components["schemas"]["KeyEntry"];
      meta: components["schemas"]["NewKeyMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * NewKeyBody
     * @description A new key: its name, names of scopes with blanks between them, its life in seconds.
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
     * @description The key itself, this once.
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
     * @description The refresh token is missing (`errors` says so), or it is worth nothing.
     */
    NotRenewed: {
      errors?: components["schemas"]["Fault"][];
      /** @enum {unknown} */
      status: 400 | 413;
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
     * @description Make an account with a passkey; pending once the key is all that is missing.
     */
    PasskeySignupFlow: {
      /** @enum {unknown} */
      id: "mfa_signup_webauthn";
      is_pending?: boolean;
    };
    /**
     * PasswordResetByCodeFlow
     * @description Set a new password by a code; pending once one was sent.
     */
    PasswordResetByCodeFlow: {
      /** @enum {unknown} */
      id: "password_reset_by_code";
      is_pending?: boolean;
    };
    /**
     * PasswordResetInfo
     * @description A key is good.
     */
    PasswordResetInfo: {
      data: components["schemas"]["ResetInfoData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * PhoneBody
     * @description A number with its country's code.
     */
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
     * @description The address that becomes the primary one; `primary` is true.
     */
    PrimaryBody: {
      /** Format: email */
      email: string;
      primary: boolean;
    };
    /**
     * ProofShape
     * @description One way in which the session was proved.
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
     * @description A provider that people log in from.
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
     * @description A login at a provider.
     */
    ProviderAccount: {
      display: string;
      provider: components["schemas"]["Provider"];
      uid: string;
    };
    /**
     * ProviderAccounts
     * @description The user's logins at providers.
     */
    ProviderAccounts: {
      data: components["schemas"]["ProviderAccount"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ProviderLinkFlow
     * @description Somebody's address belongs to an account: log in to it, then connect with this key.
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
     * @description The providers that people log in from.
     */
    ProvidersConfig: {
      providers: components["schemas"]["Provider"][];
    };
    /**
     * ProviderSignup
     * @description What a provider told of somebody who is asked for more.
     */
    ProviderSignup: {
      data: components["schemas"]["ProviderSignupData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ProviderSignupData
     * @description What a provider told.
     */
    ProviderSignupData: {
      account: components["schemas"]["ProviderAccount"];
      email: components["schemas"]["ToldEmail"][];
      user: components["schemas"]["ToldUser"];
    };
    /**
     * ProviderSignupFlow
     * @description Somebody came from a provider, and is asked for something before the account is made.
     */
    ProviderSignupFlow: {
      /** @enum {unknown} */
      id: "provider_signup";
      is_pending?: boolean;
      provider: components["schemas"]["Provider"];
    };
    /**
     * ProviderStart
     * @description Where to send somebody.
     */
    ProviderStart: {
      data: components["schemas"]["ProviderStartData"];
      meta?: components["schemas"]["ProviderStartMeta"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * ProviderStartData
     * @description The page at the provider, and what must come back from there.
     */
    ProviderStartData: {
      authorize_url: string;
      state: string;
    };
    /**
     * ProviderStartMeta
     * @description An app's new token.
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
     * @description The address of the secret that was told last, as a picture.
     */
    QrCode: {
      data: components["schemas"]["QrCodeData"];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * QrCodeData
     * @description A picture, as SVG.
     */
    QrCodeData: {
      svg: string;
    };
    /**
     * ReauthenticateBody
     * @description A fresh proof by password.
     */
    ReauthenticateBody: {
      /** Format: password */
      password: string;
    };
    /**
     * ReauthenticateByFactorFlow
     * @description Prove by a second factor who one is: one of these.
     */
    ReauthenticateByFactorFlow: {
      /** @enum {unknown} */
      id: "mfa_reauthenticate";
      types: ("recovery_codes" | "totp" | "webauthn")[];
    };
    /**
     * ReauthenticateFlow
     * @description Prove by password who one is.
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
     * @description Recovery codes; the codes themselves only where they are asked for, and as long as they may be shown.
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
     * @description The refresh token that the app holds.
     */
    RefreshBody: {
      refresh_token: string;
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
     * @description Whose password is lost: an email address, or a phone number or user name instead.
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
     * @description Whose password a key may set.
     */
    ResetInfoData: {
      user: components["schemas"]["User"];
    };
    /**
     * SessionEntry
     * @description A session; `device` says in words, in the reader's language, what the user agent is, or nothing.
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
     * @description Public ids of the sessions to end.
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
     * @description Make an account.
     */
    SignupFlow: {
      /** @enum {unknown} */
      id: "signup";
    };
    /**
     * StartBody
     * @description Where to go, and how to come back: a page of the client's own, or an app's deep link with a challenge.
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
     * @description Nothing but the status.
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
     * @description An app's new token.
     */
    TokenMeta: {
      session_token: string;
    };
    /**
     * Tokens
     * @description A new access token, and the refresh token that is to be used next, if it is another one.
     */
    Tokens: {
      access_token: string;
      refresh_token?: string;
    };
    /**
     * ToldEmail
     * @description An address that a provider told.
     */
    ToldEmail: {
      email: string;
      primary: boolean;
      verified: boolean;
    };
    /**
     * ToldUser
     * @description Somebody who may become a user.
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
     * @description What an authenticator app needs; told anew with each call.
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
     * @description A browser in which the user leaves out steps of a login.
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
     * @description The browsers that the user trusts.
     */
    TrustedBrowsers: {
      data: components["schemas"]["TrustedBrowserEntry"][];
      /** @enum {unknown} */
      status: 200;
    };
    /**
     * TrustFlow
     * @description A login waits to hear whether to trust this browser.
     */
    TrustFlow: {
      /** @enum {unknown} */
      id: "mfa_trust";
      is_pending?: boolean;
    };
    /**
     * Unauthenticated
     * @description Nobody is logged in, a step is missing, or a fresh proof is.
     */
    Unauthenticated: {
      data: components["schemas"]["UnauthenticatedData"];
      meta: components["schemas"]["Meta"];
      /** @enum {unknown} */
      status: 401 | 410;
    };
    /**
     * UnauthenticatedData
     * @description Ways on; with `user` and `methods` where a fresh proof is all that is missing.
     */
    UnauthenticatedData: {
      flows: (components["schemas"]["LoginFlow"] | components["schemas"]["SignupFlow"] | components["schemas"]["LoginByCodeFlow"] | components["schemas"]["PasswordResetByCodeFlow"] | components["schemas"]["PasskeyLoginFlow"] | components["schemas"]["PasskeySignupFlow"] | components["schemas"]["VerifyEmailFlow"] | components["schemas"]["VerifyPhoneFlow"] | components["schemas"]["AuthenticateFlow"] | components["schemas"]["EnrolFlow"] | components["schemas"]["TrustFlow"] | components["schemas"]["ReauthenticateFlow"] | components["schemas"]["ReauthenticateByFactorFlow"] | components["schemas"]["ProviderRedirectFlow"] | components["schemas"]["ProviderTokenFlow"] | components["schemas"]["ProviderSignupFlow"] | components["schemas"]["ProviderLinkFlow"])[];
      methods?: components["schemas"]["ProofShape"][];
      user?: components["schemas"]["User"];
    };
    /**
     * User
     * @description A user.
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
     * @description Whose address a key would prove.
     */
    VerificationData: {
      email: string;
      user: components["schemas"]["User"];
    };
    /**
     * VerificationMeta
     * @description Whether a login waits for it in this session.
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
     * @description An address waits for its proof.
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
     * @description A number waits for its proof.
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
      last_used_at: number | null;
      name: string;
      /** @enum {unknown} */
      type: "webauthn";
    };
    /**
     * WhoBody
     * @description Whose keys may answer: one of the names that a login takes.
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
