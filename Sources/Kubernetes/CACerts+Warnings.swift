import Diagnostics

extension CACerts {
  static func bothLayouts(_ object: ObjectName) -> Diagnostic {
    Diagnostic(
      "MT-C-19", .warning, what: "\(object) has both `tls.crt` and `ca-cert.pem`",
      why: "istiod uses `tls.crt`, `tls.key` and `ca.crt`, and silently ignores the others",
      next: "keep the intended ones and remove the others")
  }

  static func noKey(_ key: String, _ object: ObjectName) -> Diagnostic {
    Diagnostic(
      "MT-C-17", .warning, what: "\(object) has no key `\(key)`",
      why: "istiod would silently sign with a self-signed CA; since Istio 1.26.1 it does not start",
      next: "add the private key of the intermediate before applying it")
  }

  static func chainWithoutIssuer(_ key: String, _ object: ObjectName) -> Diagnostic {
    Diagnostic(
      "MT-C-16", .warning, what: "\(object), key `\(key)`, leaves out the certificate that istiod signs with",
      why:
        "workloads would present their certificate without its issuer, and peers that have only the root reject it",
      next: "put the certificate of `ca-cert.pem` first")
  }
}
