@_spi(_Unicode) import Swift

extension SecretBytes {
  /// A passphrase in the ways in which systems write the same characters: composed (NFC) first, which new secrets are
  /// sealed with; then as it was given; then decomposed (NFD). Only one for ASCII, and for octets that are not UTF-8.
  ///
  /// Keyboards and file systems differ in these forms, and what is typed looks the same.
  public var passphraseForms: [SecretBytes] {
    guard withBytes({ bytes in unsafe bytes.contains { $0 >= 0x80 } }),
      let text = withBytes({ bytes in unsafe String(validating: bytes, as: UTF8.self) })
    else { return [self] }
    var forms: [SecretBytes] = []
    for form in [Self.utf8(text._nfc), self, Self.utf8(text._nfd)] where !forms.contains(form) { forms.append(form) }
    return forms
  }

  private static func utf8(_ scalars: some Sequence<Unicode.Scalar>) -> SecretBytes {
    SecretBytes(copying: scalars.flatMap { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) })
  }
}
