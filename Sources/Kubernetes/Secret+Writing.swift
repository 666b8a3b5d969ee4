public import Cryptography
import Documents
import X509

extension Secret {
  /// The manifest: the values sorted by name, each as base64 without line breaks.
  ///
  /// Only the head is written by the YAML writer, because its strings are not wiped.
  public var yaml: SecretBytes {
    let lines = values.sorted { $0.key < $1.key }.map { Line(key: $0.key, value: $0.value) }
    let head = YAMLWriter.write([head]) + Array((lines.isEmpty ? "" : "data:\n").utf8)
    return SecretBytes(count: lines.reduce(head.count) { $0 + $1.count }) { target in
      var index = 0
      func put(_ byte: UInt8) {
        unsafe target[index] = byte
        index += 1
      }
      head.forEach(put)
      for line in lines { line.write(put) }
    }
  }

  /// One entry of `data`.
  private struct Line {
    private let before: [UInt8]
    private let value: SecretBytes
    private let after: [UInt8]

    init(key: String, value: SecretBytes) {
      self.value = Base64.encode(value)
      let quote = Self.isPlain(self.value) ? "" : "\""
      let label = YAMLWriter.string([.mapping([(key, .null)])]).dropLast("null\n".count)
      before = Array("  \(label)\(quote)".utf8)
      after = Array("\(quote)\n".utf8)
    }

    var count: Int { before.count + value.count + after.count }

    func write(_ put: (UInt8) -> Void) {
      before.forEach(put)
      value.withBytes { bytes in unsafe bytes.forEach(put) }
      after.forEach(put)
    }

    /// Base64 of a few characters can read as a number, `null` or `true`; a longer text that begins with a letter
    /// cannot.
    private static func isPlain(_ text: SecretBytes) -> Bool {
      text.withBytes { bytes in
        guard bytes.count > 8, let first = unsafe bytes.first else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & 0xDF)
      }
    }
  }
}
