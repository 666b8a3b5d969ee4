import SwiftASN1

/// Runs a decoder of swift-asn1 and turns whatever it throws into a typed error that names the structure.
///
/// This is the one border between swift-asn1's untyped errors and the rest of the module.
func decoding<Value>(_ structure: String, _ body: () throws -> Value) throws(X509Error) -> Value {
  do {
    return try body()
  } catch let error as X509Error {
    throw error
  } catch let error as ASN1Error {
    throw .malformed(structure: structure, detail: error.detail)
  } catch {
    throw .malformed(structure: structure, detail: "\(error)")
  }
}

/// A rule of the standard that an encoding breaks, thrown inside decoders.
func broken(_ structure: String, _ detail: String) -> X509Error {
  .malformed(structure: structure, detail: detail)
}

extension ASN1Error {
  /// What broke, in words for users: swift-asn1 writes its own name before the reason, and a place in its source behind.
  fileprivate var detail: String {
    switch code {
    case .truncatedASN1Field: return "the bytes end in the middle of an element"
    case .unexpectedFieldType: return "an element is of another type than the standard asks for"
    default:
      let words = description.split(separator: " ", omittingEmptySubsequences: false)
      return words.dropFirst().dropLast().joined(separator: " ").printable
    }
  }
}

extension ASN1Node {
  /// The bytes of a primitive node of the wanted type.
  func primitive(_ identifier: ASN1Identifier, of structure: String) throws -> ArraySlice<UInt8> {
    guard self.identifier == identifier, case .primitive(let bytes) = content else {
      throw broken(structure, "expected \(identifier), found \(self.identifier)")
    }
    return bytes
  }

  /// The children of a constructed node of the wanted type.
  func children(_ identifier: ASN1Identifier, of structure: String) throws -> [ASN1Node] {
    guard self.identifier == identifier, case .constructed(let nodes) = content else {
      throw broken(structure, "expected \(identifier), found \(self.identifier)")
    }
    return Array(nodes)
  }
}

extension ASN1Node {
  /// The one node inside an explicit tag.
  func only(_ identifier: ASN1Identifier, of structure: String) throws -> ASN1Node {
    let nodes = try children(identifier, of: structure)
    guard let node = nodes.first, nodes.count == 1 else {
      throw broken(structure, "a tag must hold one element, and holds \(nodes.count)")
    }
    return node
  }
}

extension ASN1Identifier {
  /// `[number]` of a structure, whether it is constructed or not.
  static func context(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }
}
