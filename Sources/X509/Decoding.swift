import SwiftASN1

/// Runs a decoder or a writer and turns whatever it throws into a typed error that names the structure.
///
/// This is the one border between the untyped errors of decoders and of swift-asn1 and the rest of the module.
func decoding<Value>(_ structure: String, _ body: () throws -> Value) throws(X509Error) -> Value {
  do {
    return try body()
  } catch let error as X509Error {
    throw error
  } catch let fault as DERNode.Fault {
    throw .malformed(structure: structure, detail: fault.detail)
  } catch {
    throw .malformed(structure: structure, detail: "\(error)")
  }
}

/// A rule of the standard that an encoding breaks, thrown inside decoders.
func broken(_ structure: String, _ detail: String) -> X509Error {
  .malformed(structure: structure, detail: detail)
}

extension ASN1Identifier {
  /// `[number]` of a structure, whether it is constructed or not.
  static func context(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }
}
