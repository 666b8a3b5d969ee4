import Diagnostics

extension Explanation {
  private static let sealing = "bitnami-labs/sealed-secrets, docs/developer/crypto.md; RFC 8017 section 7.1"

  /// MT-SEAL: SealedSecrets.
  static let secretSealing: [Explanation] = [
    Explanation(
      "MT-SEAL-01", "a sealing certificate has an RSA key", source: sealing,
      why: "A SealedSecret is encrypted for the RSA key of the controller in one cluster.",
      repair: "Fetch the certificate with `kubeseal --fetch-cert > sealing.pem`."),
    Explanation(
      "MT-SEAL-02", "a sealing key has 2048 bits or more, and two primes that nobody finds",
      source: "NIST SP 800-57 part 1, table 2; NIST SP 800-89 section 5.3.3",
      why: "The sealed key of an intermediate stays in git's history, where anybody who reads it can try for years.",
      repair: "Fetch the certificate of the controller, whose key has 4096 bits."),
    Explanation(
      "MT-SEAL-03", "a sealing certificate is valid", source: sealing,
      why:
        "Certificates of controllers last ten years. One that has expired is of a cluster that was set up anew, and nobody "
        + "may open what is sealed for it. So no key is: `apply` goes on with everything else, and the mesh keeps the "
        + "intermediate that it has; a step of a rotation that needs a new key of it is refused.",
      repair: "Fetch the certificate with `kubeseal --fetch-cert > sealing.pem`, and run "
        + "`meshtrust apply --sealed-secrets sealing.pem`."),
    Explanation(
      "MT-SEAL-04", "controllers renew their sealing keys every 30 days", source: sealing,
      why: "The controller still opens what was sealed for older keys. A newer key limits what a stolen one opens.",
      repair: "Fetch the newest certificate, and seal again: `meshtrust apply --sealed-secrets sealing.pem`."),
  ]
}
