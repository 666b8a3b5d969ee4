import Diagnostics

extension CACerts {
  static func bothLayouts(_ object: ObjectName) -> Diagnostic {
    Diagnostic(
      "MT-C-19", .warning, what: "\(object) has both `tls.crt` and `ca-cert.pem`",
      why: "istiod takes `tls.crt`, `tls.key` and `ca.crt`, and passes over the others without a word",
      next: "keep the one that is meant, and remove the other")
  }

  static func noKey(_ key: String, _ object: ObjectName) -> Diagnostic {
    Diagnostic(
      "MT-C-17", .warning, what: "\(object) has no key `\(key)`",
      why: "istiod would sign with a self-made authority and say nothing",
      next: "add the private key of the intermediate before applying it")
  }

  static func chainWithoutIssuer(_ key: String, _ object: ObjectName) -> Diagnostic {
    Diagnostic(
      "MT-C-16", .warning, what: "\(object), key `\(key)`, leaves out the certificate that istiod signs with",
      why:
        "workloads would present their certificate without its issuer, which a peer that holds only the root refuses",
      next: "put the certificate of `ca-cert.pem` first")
  }
}
