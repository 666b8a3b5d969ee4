import COpenSSL

extension EllipticCurve {
  /// A key with parameters but no point, created once per process: copying it is several times faster than naming the
  /// curve.
  var template: Shared<KeyResource> {
    get throws(CryptographyError) {
      switch self {
      case .p256: try Self.templateP256.get()
      case .p384: try Self.templateP384.get()
      case .p521: try Self.templateP521.get()
      }
    }
  }

  private typealias Template = Result<Shared<KeyResource>, CryptographyError>
  private static let templateP256 = makeTemplate(.p256)
  private static let templateP384 = makeTemplate(.p384)
  private static let templateP521 = makeTemplate(.p521)

  private static func makeTemplate(_ curve: EllipticCurve) -> Template {
    Template { () throws(CryptographyError) in
      let context = try Owned<KeyContextResource>("EVP_PKEY_CTX_new_from_name") {
        unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
      }
      try context.check("EVP_PKEY_paramgen_init") { unsafe EVP_PKEY_paramgen_init($0) }
      try context.check("EVP_PKEY_CTX_set_group_name") { unsafe EVP_PKEY_CTX_set_group_name($0, curve.groupName) }
      var made: OpaquePointer?
      try context.check("EVP_PKEY_paramgen") { unsafe EVP_PKEY_paramgen($0, &made) }
      return Shared(try Owned("EVP_PKEY_paramgen") { unsafe made })
    }
  }
}
