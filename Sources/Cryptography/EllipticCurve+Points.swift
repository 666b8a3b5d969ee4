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

  /// How many multiples of the generator are kept, and how many steps are taken on both sides of a point: together they
  /// find scalars of up to 32 · 257 + 128.
  private static let (kept, steps) = (128, 32)

  /// Whether the scalar of a point on the curve, or its negative, is so small that anybody finds it: the point minus
  /// multiples of 257 · G is compared with G, 2G, …, 128G, by the coordinate that a point and its negative share.
  func hasSmallScalar(_ point: [UInt8]) throws(CryptographyError) -> Bool {
    let multiples = try multiples.get()
    let group = try group
    return try group.withRaw { group throws(CryptographyError) in
      let place = try Self.place(group)
      let step = try Self.place(group)
      let stride = try BigNumber([UInt8((2 * Self.kept + 1) >> 8), UInt8((2 * Self.kept + 1) & 0xFF)])
      try step.check("EC_POINT_mul") { step in
        stride.withRaw { unsafe EC_POINT_mul(group, step, $0, nil, nil, nil) }
      }
      for isBackwards in [false, true] {
        try place.check("EC_POINT_oct2point") { unsafe EC_POINT_oct2point(group, $0, point, point.count, nil) }
        if isBackwards { try step.check("EC_POINT_invert") { unsafe EC_POINT_invert(group, $0, nil) } }
        for _ in 0...Self.steps {
          if multiples.contains(Self.firstCoordinate(of: place, group)) { return true }
          try Self.add(step, to: place, group)
        }
      }
      return false
    }
  }

  /// The first coordinates of the kept multiples, and that of the point at infinity.
  private func makeMultiples() -> Multiples {
    Multiples { () throws(CryptographyError) in
      let group = try group
      return try group.withRaw { group throws(CryptographyError) in
        let place = try Self.place(group)
        let base = try Self.place(group)
        let one = try BigNumber([1])
        try base.check("EC_POINT_mul") { base in
          one.withRaw { unsafe EC_POINT_mul(group, base, $0, nil, nil, nil) }
        }
        try place.check("EC_POINT_set_to_infinity") { unsafe EC_POINT_set_to_infinity(group, $0) }
        var found: Set<[UInt8]> = []
        for _ in 0...Self.kept {
          found.insert(Self.firstCoordinate(of: place, group))
          try Self.add(base, to: place, group)
        }
        return found
      }
    }
  }

  @safe private static func place(_ group: OpaquePointer) throws(CryptographyError) -> Owned<CurvePointResource> {
    try Owned<CurvePointResource>("EC_POINT_new") { unsafe EC_POINT_new(group) }
  }

  @safe private static func add(
    _ point: borrowing Owned<CurvePointResource>, to sum: borrowing Owned<CurvePointResource>, _ group: OpaquePointer
  ) throws(CryptographyError) {
    try sum.check("EC_POINT_add") { sum in
      point.withRaw { unsafe EC_POINT_add(group, sum, sum, $0, nil) }
    }
  }

  /// Without the octet that tells a point from its negative; empty for the point at infinity.
  @safe private static func firstCoordinate(
    of point: borrowing Owned<CurvePointResource>, _ group: OpaquePointer
  ) -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: 1 + EllipticCurve.p521.coordinateSize)
    let size = octets.count
    let written = point.withRaw { point in
      unsafe EC_POINT_point2oct(group, point, POINT_CONVERSION_COMPRESSED, &octets, size, nil)
    }
    return Array(octets[..<written].dropFirst())
  }

  private typealias Multiples = Result<Set<[UInt8]>, CryptographyError>
  private static let multiplesP256 = EllipticCurve.p256.makeMultiples()
  private static let multiplesP384 = EllipticCurve.p384.makeMultiples()
  private static let multiplesP521 = EllipticCurve.p521.makeMultiples()

  private var multiples: Multiples {
    switch self {
    case .p256: Self.multiplesP256
    case .p384: Self.multiplesP384
    case .p521: Self.multiplesP521
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
