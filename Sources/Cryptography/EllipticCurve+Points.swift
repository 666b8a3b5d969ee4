import COpenSSL

extension EllipticCurve {
  /// Rejects coordinates that are not below the prime, or not on the curve. Importing a key checks the same but costs
  /// four times as much.
  func check(point: [UInt8]) throws(CryptographyError) {
    let group = try group
    try group.withRaw { group throws(CryptographyError) in
      let place = try Owned<CurvePointResource>("EC_POINT_new") { unsafe EC_POINT_new(group) }
      do throws(CryptographyError) {
        try place.check("EC_POINT_oct2point") { unsafe EC_POINT_oct2point(group, $0, point, point.count, nil) }
      } catch .openSSL(let error) {
        throw .invalidPoint(self, .refused(error))
      }
    }
  }

  /// The curve's group, created once per process.
  private var group: Shared<CurveResource> {
    get throws(CryptographyError) {
      switch self {
      case .p256: try Self.groupP256.get()
      case .p384: try Self.groupP384.get()
      case .p521: try Self.groupP521.get()
      }
    }
  }

  private typealias Group = Result<Shared<CurveResource>, CryptographyError>
  private static let groupP256 = makeGroup(.p256)
  private static let groupP384 = makeGroup(.p384)
  private static let groupP521 = makeGroup(.p521)

  private static func makeGroup(_ curve: EllipticCurve) -> Group {
    Group { () throws(CryptographyError) in Shared(try curve.makeGroup()) }
  }

  func makeGroup() throws(CryptographyError) -> Owned<CurveResource> {
    try Owned<CurveResource>("EC_GROUP_new_by_curve_name") { unsafe EC_GROUP_new_by_curve_name(nid) }
  }

  private var nid: Int32 {
    switch self {
    case .p256: NID_X9_62_prime256v1
    case .p384: NID_secp384r1
    case .p521: NID_secp521r1
    }
  }
}
