import Diagnostics
import Documents
import X509

extension String {
  /// The text without what may be a key: a server, or a webhook in front of it, may repeat the Secret that it refuses, and
  /// what is printed ends in the logs of a pipeline. Private keys, and long words in base64, become `…`.
  var withoutKeys: String {
    var result = ""
    var word = ""
    func finish() {
      result += word.count >= Self.shortestKey && !word.allSatisfy(\.isHexDigit) ? "…" : word
      word = ""
    }
    for character in withoutPrivatePlaces {
      if character.isASCII, character.isLetter || character.isNumber || "+/=".contains(character) {
        word.append(character)
      } else {
        finish()
        result.append(character)
      }
    }
    finish()
    return result
  }

  /// Longer than the names of objects and fields; digests are written in hexadecimal and stay.
  private static let shortestKey = 40

  private var withoutPrivatePlaces: String {
    let octets = Array(utf8)
    var (shown, end) = ([UInt8](), 0)
    for place in PrivateKeys.places(in: octets).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if place.lowerBound >= end { shown += octets[end..<place.lowerBound] + Array("…".utf8) }
      end = max(end, place.upperBound)
    }
    return String(decoding: shown + octets[end...], as: UTF8.self)
  }
}

extension String {
  /// A text of a cluster as it may be kept and shown: one printable line without keys, of limited length. Whoever writes
  /// a status may repeat a Secret in it, or lines that look like ours.
  var asSentence: String {
    let bare = withoutKeys
    let safe = PrivateKeys.areIn(bare) ? "…" : bare.printable
    return safe.count <= Self.longestSentence ? safe : safe.prefix(Self.longestSentence) + "…"
  }

  /// A sentence of ours with names of a cluster in it: as it is, unless a key or a control character is among them.
  public var withoutForeignKeys: String { PrivateKeys.areIn(self) ? asSentence : printable }

  private static let longestSentence = 1000
}

extension Node {
  /// A text of a cluster as it may be kept and shown.
  var sentence: String? { string?.asSentence }
}
