import Diagnostics

extension Explanation {
  static let tokens: [Explanation] = [
    Explanation(
      "MT-KEY-40", "the machine names the module of a token", source: "signers.yaml; MESHTRUST_PKCS11_MODULE",
      why: "A module is code that runs with your rights and sees the PIN. It never comes from federation.yaml, from a "
        + "token's address or from the database.",
      repair: "Set MESHTRUST_PKCS11_MODULE to the vendor's library, or name it below `tokens:` in signers.yaml.")
  ]
}
