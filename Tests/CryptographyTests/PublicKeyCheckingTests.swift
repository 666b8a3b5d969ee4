import Cryptography
import Testing

/// Keys for which anybody can sign, or whose private half anybody can compute.
@Suite struct PublicKeyCheckingTests {
  /// The eight points of small order, in the encodings of RFC 8032, and those with a coordinate beyond the prime.
  static let pointsOfEverybody: [String] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  ]

  static let notCanonical: [String] = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ]

  @Test(arguments: pointsOfEverybody + notCanonical) func `a point of everybody is nobody's key`(hex: String) {
    #expect {
      try PublicKey(.ed25519(octets(hex)))
    } throws: { error in
      guard case CryptographyError.invalidEdwardsPoint = error else { return false }
      return true
    }
    #expect(throws: CryptographyError.self) { try PublicKeyComponents.ed25519(octets(hex)).validate() }
  }

  @Test func `ordinary Ed25519 keys are taken`() throws {
    for _ in 0..<64 { try PrivateKey.generate(.ed25519).publicKey.checkWhole() }
  }

  static let prime =
    "fffc90441eb2d341fa623a8181190eb339aed7013f57f47a707ecd9839579b4fb820cc401013c741e9016515f1a159f6"
    + "4cbf7eaaa52a6dccdb85f48617c442fed5c8e1557b73f059a789875ac7b0291a63bc386749de3a952740d1be224a535c"
    + "de24f28427202b9e457edf8f89acbc0116d77bd24831d195e1470b2639fbaf20e3d29c68479efc06c51c43712c2c187f"
    + "b01a1b9c3c968dd864db1e4c2d7654dea82cdc5fa37945abc69996b718b88be7a320d83a605429fe1b4c5f08cb6187be"
    + "eb00c5a7075a57ff57ad35043873afab09bfa6856f7f6aef66e19660265f97b5e1c02ec1a70db7df25da813d353ced8b"
    + "3e27c5e6999f748a74dc67195729532d"
  static let square =
    "91f73113d3e221f073b3cd236150ad327590bba19c0b7108af17b9238c6d6213035238bb2482f499407d37fb307cbc9a"
    + "3eee74ddd258593fbc76022b543bcbdbb09473d887dfd898e1ad3d717f409bebd78459934be7bc315829f071581e6d29"
    + "37bd0a54de9c0e20d7e97f33617fcb30e9cfd253d35f6e86eaa703018c211af1ab29ad343200548b4ba5632e53b5d61b"
    + "fa6a2f8086c71e5be56d18ff7b9c9b4889ce43f15ae850ca33286097829dfad01486f72d4979cb69bfb2aac48a6d37b7"
    + "f6defb476b023bd511a75828f815025d2c3e72f574e4c22eb0da08fe9dc97cbd7f8d1bbf5da2d524d56127a66d2b5f77"
    + "909ebde778feab6ab8e28bbe79ca9751"
  static let divisibleBy131 =
    "d9e44d1eb4aa2df275e3800c499dcd2bf84cc1243cbdfe22f5de8b36a61ebe26f3d46c74d8c67ae4401c3f130024ac9c"
    + "a1b1e8824703170031c02fb6f78ca8a405058761d6ef6cfb2991934cb1dce38ba885d83c859f09a98302964ffa80d3e7"
    + "94a0518b87dfacbb7416e6b841188f9c8a5fab45697da9dace5d6e9ec9ebcf678bd1ab0b48c375a4fad1afd38eac9753"
    + "e81da869f4c5ec131c210110aa4eb54c5acaece06b2d6ff4255b697ffc9034d33e11ef6d273538f39439950426440186"
    + "fc5ab017b7102704c6b49e2897b70b08417cf2b1a74d8c846c7d0084a8b29786a3ec5a390f4c19195321812f2c9c7dc6"
    + "dc72621386fd676e7d35313bc75327b1"

  static let closePrimes =
    "c6874ca6231eceace02367167133560099e8d39d0fba43d263c9bec704ec63ab8a2b3d9b3c4394f02877a2fd062bed40"
    + "ed44d35b41daecdd8a3d99be93458aa83e633fb9ead05fee953f360f856cbe13f663035d5482578f09f54e41075dc6af"
    + "a1063323723e6d65fdff7154578eb4e234d03c7748e7d9a6c7dbc2c19a1e3395bd7a6cc47ad5a25d75644525bd1cb461"
    + "83a004547d0519c9889611decfaa861ac11fc6222f3ef06ac0aa06ee29b466b00b95db1632ab36ac8789c33c0ae70d79"
    + "de73e9497e118a54c62e09ac38ad0215e96b60e4c1e89ac4f4016a7ed929ab2c7894b4148197f927adbd4b7efc886b50"
    + "c6b56c9c7031847c26486421b5526f7d"
  static let divisibleBy24Bits =
    "ea108d6a5057a13b14859c5ddff87432b22e885cf35488e05b35a48d56ef35b0e8cc68947f6de8fe183a08ef45e0887b"
    + "b46dffabf0bc36a1de65d07c24ae1116fa6bb6b62fa2d58bb55dacfa3829fe88ad9f78a63b1768a88e564e8319f3a72a"
    + "dcfa346f4f89c98bc3d23ff11bb61a99b2c2c1487e524d3565e56bebd4f514850b8e44da61ba65bcc12cefe2d7b8f778"
    + "0397e7832b7ed4d61fb6c5363363908f552932c2ab6d34e16d0664e4c6d909a9e38ca0857af3c02751b82a77a7b7c9c7"
    + "b8a52338764d982514d7999d6ba30e177b51960603545f6886d77fd9dc755dd872e2c50804a3efccc2fb69b2d9265edd"
    + "b79daa129be6dc1f453954e70f220689"
  static let divisibleBy16Bits =
    "fb54703f7623c3c53d09058abe2fec5b52b9e79198d34e8bbf35cb6c4ac76701a7421324f2826cc69091fc5843261b6b"
    + "a06154b9e9d6273db60c6c06ca0fc92a91e00a9161dba8dd22a82024602cd66dc44dd3ff27952aee432923706abefe4e"
    + "a97d47661017b968121da440368ae9e9f165dabfa5b0633f2ee66732169f2e9bd264b5761434150fac00bae8835b141f"
    + "84bbaeb7219233064c72af3390352c225d06c3031621767de9c68d5cd798be4f6efbe0cc674d00406733c1753c472e82"
    + "c2379c9980657f7bb55b2fe89dcea1b31e4118dd958075a1107dac2202a2b0ceee68838241a97e65be83b633e8b82a97"
    + "c3e9a1efeb531b6eab78608a6799537d"

  /// 5 · p is nearly 4 · q.
  static let fourFifths =
    "910f3c4b5e82fc08dfc05fa7ccb5ecea99e254459815ef5f95ce424aec108b2f2dd5e5a63c762d8a005195f941a3e87d"
    + "8526cc0da3e936872c31214c5810202f6b49866e9c0780190892271376ea3c88d0104222b20824a55e0f050e8dcd2808"
    + "cf8b4d4cec5d81e7fafe4b231fbad75eef5d57a89b51c1339188ccfa4b7afe7bef2b620d9abcfe379c437ca80e5ac360"
    + "caad09372cd18c61bf99ee4195e4cee1003bee75ad16182494e41ed2891b9f7004a9e29b0701d20d38d5cb1a37eb77e2"
    + "8f2a65c48edbf57513c95a076615380d143793f33b2b933bb88b6b3521651cecab0e5b6d7aae1375ed2d3a8e7284ffc0"
    + "368441636ee6d58c2430dd1e66e04daf"

  @Test func `primes of which one is a fraction of the other are found before a key is signed`() throws {
    let key = try PublicKey(.rsa(modulus: octets(Self.fourFifths), exponent: [1, 0, 1]))
    try key.checkWhole()
    #expect(throws: CryptographyError.invalidModulus(bits: 2048, .relatedPrimes)) { try key.checkFactors() }
  }

  @Test(arguments: EllipticCurve.allCases) func `a scalar that anybody finds is found before a key is signed`(
    curve: EllipticCurve
  ) throws {
    for scalar in [1, 2, 3, 127, 128, 129, 256, 257, 1024, 4097, 8224, 8352] {
      let octets = SecretBytes(copying: [UInt8(scalar >> 8), UInt8(scalar & 0xFF)])
      let key = try PublicKey(.ec(curve, point: curve.publicPoint(of: octets)))
      #expect(throws: CryptographyError.invalidPoint(curve, .smallScalar), "\(scalar)") { try key.checkFactors() }
    }
    let beyond = try PublicKey(.ec(curve, point: curve.publicPoint(of: SecretBytes(copying: [0xFF, 0xFF]))))
    #expect(throws: Never.self) { try beyond.checkFactors() }
  }

  /// The order of P-256 minus 2.
  @Test func `the negative of a small scalar is found`() throws {
    let scalar = octets("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f")
    let key = try PublicKey(.ec(.p256, point: EllipticCurve.p256.publicPoint(of: SecretBytes(copying: scalar))))
    #expect(throws: CryptographyError.invalidPoint(.p256, .smallScalar)) { try key.checkFactors() }
  }

  /// The base point of RFC 8032 section 5.1, its negative, and twice the base point.
  @Test(arguments: [
    "5866666666666666666666666666666666666666666666666666666666666666",
    "58666666666666666666666666666666666666666666666666666666666666e6",
    "c9a3f86aae465f0e56513864510f3997561fa2c9e85ea21dc2292309f3cd6022",
  ]) func `a small multiple of the base point is found before a key is signed`(hex: String) throws {
    let key = try PublicKey(.ed25519(octets(hex)))
    #expect(throws: CryptographyError.invalidEdwardsPoint(.smallScalar)) { try key.checkFactors() }
  }

  /// The first is the product of two primes whose distance has 40 bits.
  @Test(
    arguments: [(closePrimes, .closePrimes), (divisibleBy16Bits, .smallFactor)]
      as [(String, CryptographyError.NumberFault)])
  func `a modulus that anybody factors is found where it matters`(
    hex: String, fault: CryptographyError.NumberFault
  ) throws {
    let key = try PublicKey(.rsa(modulus: octets(hex), exponent: [1, 0, 1]))
    #expect(throws: CryptographyError.invalidModulus(bits: 2048, fault)) { try key.checkWhole() }
  }

  @Test func `a factor of 24 bits is found before a key is signed`() throws {
    let key = try PublicKey(.rsa(modulus: octets(Self.divisibleBy24Bits), exponent: [1, 0, 1]))
    try key.checkWhole()
    #expect(throws: CryptographyError.invalidModulus(bits: 2048, .smallFactor)) { try key.checkFactors() }
  }

  @Test(arguments: [prime, square]) func `a modulus without two primes is found where it matters`(hex: String) throws {
    let key = try PublicKey(.rsa(modulus: octets(hex), exponent: [1, 0, 1]))
    #expect(throws: CryptographyError.invalidModulus(bits: 2048, .notComposite)) { try key.checkWhole() }
  }

  @Test func `a modulus with a small factor is found at once`() {
    #expect(throws: CryptographyError.invalidModulus(bits: 2048, .smallFactor)) {
      try PublicKey(.rsa(modulus: octets(Self.divisibleBy131), exponent: [1, 0, 1]))
    }
  }

  @Test(arguments: [KeyAlgorithm.rsa2048, .rsa3072, .p256, .p384, .p521, .ed25519]) func `generated keys are taken`(
    algorithm: KeyAlgorithm
  ) throws {
    let key = try PrivateKey.generate(algorithm).publicKey
    try key.checkWhole()
    try key.checkFactors()
  }
}

@Suite struct PassphraseFormTests {
  @Test func `characters are the same however they are written`() {
    let composed = SecretBytes(copying: "café".utf8)
    let decomposed = SecretBytes(copying: "cafe\u{301}".utf8)
    #expect(composed.count == 5 && decomposed.count == 6)
    #expect(composed.passphraseForms == [composed, decomposed])
    #expect(decomposed.passphraseForms == [composed, decomposed])
    // Neither form: what was given is tried too, because an old home may be sealed with it.
    let mixed = SecretBytes(copying: "é e\u{301}".utf8)
    #expect(mixed.passphraseForms.count == 3 && mixed.passphraseForms[1] == mixed)
  }

  @Test func `most passphrases have one form`() {
    for bytes in [Array("correct horse".utf8), [0xFF, 0xFE], []] {
      #expect(SecretBytes(copying: bytes).passphraseForms == [SecretBytes(copying: bytes)])
    }
  }
}
