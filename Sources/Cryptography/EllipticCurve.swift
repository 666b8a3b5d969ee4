import COpenSSL

/// The NIST prime curves of FIPS 186-5 and SP 800-186.
public enum EllipticCurve: CaseIterable, Hashable, Sendable {
  /// NIST P-256, also secp256r1 and prime256v1.
  case p256
  /// NIST P-384, also secp384r1.
  case p384
  /// NIST P-521, also secp521r1.
  case p521

  /// The size of a coordinate and of a private scalar in octets (SEC 1, 2.3.5).
  public var coordinateSize: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// The NIST name, such as `P-256`.
  public var groupName: String {
    switch self {
    case .p256: "P-256"
    case .p384: "P-384"
    case .p521: "P-521"
    }
  }

  /// The size of the field and of the order in bits.
  public var bits: Int {
    switch self {
    case .p256: 256
    case .p384: 384
    case .p521: 521
    }
  }

  /// The size of an uncompressed point in octets: 04, X, Y.
  public var pointSize: Int { 1 + 2 * coordinateSize }

  /// The SHA-2 function that matches the curve's strength, used for its signatures (RFC 5480 section 4).
  public var digest: DigestAlgorithm {
    switch self {
    case .p256: .sha256
    case .p384: .sha384
    case .p521: .sha512
    }
  }

  /// Computes the public point (04, X, Y) of a private scalar, for key files that omit it (RFC 5915 section 3).
  ///
  /// The scalar may be shorter than the coordinate size. Throws `invalidScalar` if it is 0, or not below the order.
  public func publicPoint(of scalar: SecretBytes) throws(CryptographyError) -> [UInt8] {
    guard (1...coordinateSize).contains(scalar.count) else { throw .invalidScalar(self) }
    let group = try makeGroup()
    let number = try BigNumber(scalar)
    guard group.withRaw({ group in number.withRaw { unsafe Self.isInRange($0, of: group) } }) else {
      throw .invalidScalar(self)
    }
    let context = try Owned<BigNumberContextResource>("BN_CTX_secure_new") { unsafe BN_CTX_secure_new() }
    let point = try group.withRaw { group throws(CryptographyError) in
      try Owned<CurvePointResource>("EC_POINT_new") { unsafe EC_POINT_new(group) }
    }
    try point.check("EC_POINT_mul") { point in
      group.withRaw { group in
        number.withRaw { number in
          context.withRaw { unsafe EC_POINT_mul(group, point, number, nil, nil, $0) }
        }
      }
    }
    return try octets(of: point, in: group, context)
  }

  private func octets(
    of point: borrowing Owned<CurvePointResource>, in group: borrowing Owned<CurveResource>,
    _ context: borrowing Owned<BigNumberContextResource>
  ) throws(CryptographyError) -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: pointSize)
    let size = pointSize
    try point.check("EC_POINT_point2oct") { point in
      group.withRaw { group in
        context.withRaw { context in
          let written = unsafe EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &octets, size, context)
          return written == size ? 1 : 0
        }
      }
    }
    return octets
  }

  private static func isInRange(_ number: OpaquePointer, of group: OpaquePointer) -> Bool {
    unsafe BN_is_zero(number) == 0 && BN_ucmp(number, EC_GROUP_get0_order(group)) < 0
  }
}
