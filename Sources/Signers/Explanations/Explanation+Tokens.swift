import Diagnostics

extension Explanation {
  static let tokens: [Explanation] = tokensAndPINs + tokenKeys

  private static let tokensAndPINs: [Explanation] = [
    Explanation(
      "MT-KEY-40", "the machine names the module of a token",
      source: "signers.yaml; MESHTRUST_PKCS11_MODULE",
      why: "A module is code that runs with your rights and sees the PIN. It never comes from federation.yaml, from a "
        + "token's address or from the database.",
      repair: "Set MESHTRUST_PKCS11_MODULE to the vendor's library, or name it below `tokens:` in signers.yaml."),
    Explanation(
      "MT-KEY-41", "a module is one of PKCS #11",
      source: "PKCS #11 2.40: C_GetFunctionList, C_Initialize",
      why: "The file is no library, is of another machine, gives no functions, or does not find its own configuration, "
        + "such as SOFTHSM2_CONF or YUBIHSM_PKCS11_CONF. Modules say that on standard error at most.",
      repair: "Look at the path and at the module's own settings. `pkcs11-tool --module PATH -L` must list the token."),
    Explanation(
      "MT-KEY-42", "the token is there",
      source: "PKCS #11 2.40: C_GetSlotList, C_GetTokenInfo",
      why: "It is not plugged in, its connector does not run, another module is named, or the label is another one. "
        + "Nothing was changed.",
      repair:
        "Plug it in, start its connector, or correct the address. Gates, evidence, emitting and verifying need no "
        + "token. A key in a token that is lost, which no root has yet, is given up with `meshtrust key destroy MESH/root`."
    ),
    Explanation(
      "MT-KEY-43", "an address means one token",
      source: "RFC 7512 section 2.3",
      why: "Labels are given by people, and two tokens may have the same one. Which is meant must not depend on the "
        + "slot.",
      repair: "Add `serial=` to the address."),
    Explanation(
      "MT-KEY-44", "the PIN is right",
      source: "PKCS #11 2.40: CKR_PIN_INCORRECT",
      why: "One PIN is tried in a run, because tokens lock after three to ten wrong ones. Some vendors put more into "
        + "it: YubiHSM the number of the authentication key, CloudHSM the user.",
      repair: "Correct the PIN file, or enter the right PIN."),
    Explanation(
      "MT-KEY-45", "the PIN is not locked",
      source: "PKCS #11 2.40: CKF_USER_PIN_LOCKED",
      why: "Too many wrong PINs were entered. Nobody can sign until it is unlocked.",
      repair: "The security officer unlocks it with the vendor's tool."),
    Explanation(
      "MT-KEY-46", "the last try is not used up here",
      source: "PKCS #11 2.40: CKF_USER_PIN_FINAL_TRY",
      why: "One more wrong PIN would lock the token, perhaps for ever.",
      repair: "Enter the right PIN with the vendor's tool, which sets the count back."),
    Explanation(
      "MT-KEY-75", "few tries are left for a PIN", source: "PKCS #11 2.40: CKF_USER_PIN_COUNT_LOW",
      why: "Somebody entered a wrong PIN since the last right one. The token locks after a few.",
      repair: "Make sure that the PIN file has the right one. A right PIN sets the count back."),
    Explanation(
      "MT-KEY-47", "a token's PIN comes from a file or the terminal",
      source: "signers.yaml; MESHTRUST_PIN_FILE",
      why: "A PIN on a command line or in a file in git would be everybody's.",
      repair: "Write it into a file with mode 0600, and name that file."),
    Explanation(
      "MT-KEY-57", "only you can read a PIN",
      source: "the mode of the file",
      why: "Whoever reads the PIN, and can run programs on the machine, signs with the key.",
      repair: "Run the `chmod` of the message, and change the PIN."),
    Explanation(
      "MT-KEY-59", "the PIN can be used",
      source: "PKCS #11 2.40: CKR_PIN_EXPIRED, CKR_USER_PIN_NOT_INITIALIZED",
      why: "The token wants a PIN to be set first.",
      repair: "Set one with the vendor's tool."),
  ]

  private static let tokenKeys: [Explanation] = [
    Explanation(
      "MT-KEY-48", "the key is in the token",
      source: "PKCS #11 2.40: C_FindObjects",
      why: "After the login no private key has the label or ID of the address.",
      repair: "List what the token has, for example with `pkcs11-tool --login -O`, and correct the address."),
    Explanation(
      "MT-KEY-49", "an address means one key",
      source: "PKCS #11 2.40 section 4.4",
      why: "Tokens allow two keys with one label or ID. What signs must not depend on their order.",
      repair: "Add `id=` or `object=` to the address, or delete the key that is too much with the vendor's tool."),
    Explanation(
      "MT-KEY-50", "the token can make and sign with such a key",
      source: "PKCS #11 2.40: C_GetMechanismInfo, CKR_MECHANISM_INVALID and others",
      why:
        "Asked before anything is made or changed. Many tokens lack P-521 or Ed25519, and some say so only when they "
        + "are to sign.",
      repair: "For a key that is still to be made choose another `rootKey` in the profile. For one that is there use "
        + "another key, or a module that can sign with it."),
    Explanation(
      "MT-KEY-51", "the device answers",
      source: "PKCS #11 2.40: CKR_DEVICE_ERROR, CKR_DEVICE_REMOVED and others",
      why: "It failed, was removed or was reset, the connection to it broke, or all of its sessions are taken. All "
        + "signatures of a step are made before the first change, so that nothing was changed.",
      repair: "Look at the device, close other programs that use it, then run the command again."),
    Explanation(
      "MT-KEY-52", "the device answers in time",
      source: "`timeout:` in signers.yaml, by default 10 s",
      why: "PKCS #11 knows no time limit. The call was left, the process ended, and nothing was stored.",
      repair: "Look at the device. For keys that wait for a touch, allow more."),
    Explanation(
      "MT-KEY-53", "a module does not crash",
      source: "the signal that ended it",
      why: "A module runs in this process, and ends it when it crashes. What was begun in the database was undone.",
      repair: "Report it to the vendor, and try another version of the module."),
    Explanation(
      "MT-KEY-54", "a key of a root stays in its token",
      source: "PKCS #11 2.40: CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_LOCAL",
      why: "A key that can be read or wrapped, or that was imported, exists elsewhere too, or may.",
      repair:
        "Make a new one with the vendor's tool that can do neither, or add `--accept-attributes`; the log then says "
        + "so."),
    Explanation(
      "MT-KEY-55", "a token may refuse to make a key",
      source: "PKCS #11 2.40: CKR_TEMPLATE_INCONSISTENT and others",
      why: "Some services make keys only with their own tools, and some users may not make any.",
      repair: "Make the key with the vendor's tool, and take it with `meshtrust key attach`."),
    Explanation(
      "MT-KEY-56", "a token may refuse",
      source: "PKCS #11 2.40 section 5.1, or the vendor's manual",
      why: "The code has no special meaning here.",
      repair: "Look the code up in the vendor's manual. Nothing was changed."),
    Explanation(
      "MT-KEY-58", "a module's answers are possible",
      source: "PKCS #11 2.40",
      why: "Lengths and counts that a module gives are checked before they are used. These cannot be.",
      repair: "Report it to the vendor, and try another version of the module."),
    Explanation(
      "MT-KEY-67", "the key at an address can sign here",
      source: "RFC 5480; PKCS #11 2.40: CKA_EC_PARAMS, CKA_EC_POINT, CKA_SIGN",
      why: "Its public half must be in the token, on P-256, P-384 or P-521, Ed25519, or RSA, and it must be allowed to "
        + "sign. One that opens a home must decrypt what was encrypted for it.",
      repair: "Use another key."),
  ]
}
