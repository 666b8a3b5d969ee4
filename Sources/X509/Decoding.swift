import SwiftASN1

/// Runs a decoder or encoder and converts any error to a typed one that names the structure.
///
/// Untyped errors of decoders and of swift-asn1 do not pass beyond this function.
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

/// An error for decoders to throw: the encoding breaks a rule of the standard.
func broken(_ structure: String, _ detail: String) -> X509Error {
  .malformed(structure: structure, detail: detail)
}

extension ASN1Identifier {
  static func context(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }
}
