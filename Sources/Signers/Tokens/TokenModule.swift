/// A PKCS #11 module, as this machine's signers.yaml or environment names it.
public struct TokenModule: Hashable, Sendable {
  /// Enough for a network HSM; touching a key takes longer.
  public static let usualSeconds = 10

  public let path: String
  /// The file with the PIN; nil if somebody is asked.
  public let pinFile: String?
  /// The longest time that one call may take.
  public let seconds: Int

  public init(path: String, pinFile: String? = nil, seconds: Int = Self.usualSeconds) {
    self.path = path
    self.pinFile = pinFile
    self.seconds = seconds
  }
}
